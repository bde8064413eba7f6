"""The NGINX ingress controller: connections, configuration, certificates."""

from __future__ import annotations

from observability.base.duration import days
from observability.model.dashboard import Row
from observability.model.display import Color, Limit
from observability.model.metric import Exporter
from observability.model.panel import Panel, Target
from observability.model.unit import Unit
from observability.panels.store import line, state
from observability.promql import build
from observability.promql.expr import Aggregate, Call

__all__ = ["ingress_nginx_row"]

SOON, ENOUGH = days(7), days(21)  # cert-manager renews 30 days before the end


def ingress_nginx_row(exporter: Exporter) -> Row:
    """Return the row about the ingress controller itself."""
    gauge = exporter.gauge
    connections = gauge("nginx_ingress_controller_nginx_process_connections")
    reloaded = gauge("nginx_ingress_controller_config_last_reload_successful")
    return Row(
        title="Controller",
        panels=[
            line(
                "Connections",
                "By state. Many that wait: clients keep them open; many that write: backends are"
                " slow.",
                Unit.SHORT,
                Target(expr=build.sum_by(connections.select(), "state"), legend="{{state}}"),
            ),
            state(
                "Configuration loaded",
                "Off: the last change to an Ingress was refused, and none after it takes effect."
                " The controller's log names it.",
                Aggregate("min", reloaded.select()),
            ),
            _certificates(exporter),
        ],
    )


def _certificates(exporter: Exporter) -> Panel:
    expires = exporter.gauge("nginx_ingress_controller_ssl_expire_time_seconds")
    left = build.minus(Aggregate("min", expires.select(), by=("host",)), Call("time", ()))
    return Panel(
        title="Certificates end in",
        description="The time until each certificate ends. Orange: the renewal failed, look at"
        " cert-manager's Certificate; users see errors when it is over.",
        unit=Unit.SECONDS,
        queries=[Target(expr=left, legend="{{host}}")],
        base=Color.RED,
        limits=[
            Limit(at=int(SOON.seconds), color=Color.ORANGE),
            Limit(at=int(ENOUGH.seconds), color=Color.GREEN),
        ],
        no_value="No certificate",
    )
