"""cert-manager: whether certificates are there, and are renewed in time."""

from __future__ import annotations

from observability.base.duration import days
from observability.model.dashboard import Row
from observability.model.display import Color, Limit
from observability.model.metric import Counter, Exporter, Gauge
from observability.model.panel import Panel, Target
from observability.model.unit import Unit
from observability.panels.store import line, per_second, state
from observability.promql import build
from observability.promql.expr import Aggregate, Expr

__all__ = ["cert_manager_row"]

# A certificate of 90 days is renewed 30 days before its end.
SOON, ENOUGH = days(7), days(21)
_NAMED = ("exported_namespace", "name")


def cert_manager_row(exporter: Exporter) -> Row:
    """Return the row about the certificates of cert-manager."""
    gauge, counter = exporter.gauge, exporter.counter
    ready = gauge("certmanager_certificate_ready_status").select({"condition": "True"})
    return Row(
        title="Certificates",
        panels=[
            state(
                "All are ready",
                "Off: one is not issued, or its renewal failed. The events of the Certificate, and"
                " of its order and challenge, say why.",
                Aggregate("min", ready),
            ),
            _until(
                "End in",
                "The time until each certificate ends. Orange: the renewal is late; users see"
                " errors when it is over.",
                gauge("certmanager_certificate_expiration_timestamp_seconds"),
            ),
            _renewed(gauge("certmanager_certificate_renewal_timestamp_seconds")),
            _failing(counter("certmanager_controller_sync_error_count")),
        ],
    )


def _left(moment: Gauge) -> Expr:
    return build.minus(Aggregate("min", moment.select(), by=_NAMED), build.call("time"))


def _until(title: str, description: str, moment: Gauge) -> Panel:
    return Panel(
        title=title,
        description=description,
        unit=Unit.SECONDS,
        queries=[Target(expr=_left(moment), legend="{{exported_namespace}}/{{name}}")],
        base=Color.RED,
        limits=[
            Limit(at=int(SOON.seconds), color=Color.ORANGE),
            Limit(at=int(ENOUGH.seconds), color=Color.GREEN),
        ],
        no_value="No certificate",
    )


def _renewed(moment: Gauge) -> Panel:
    return line(
        "Are renewed in",
        "The time until cert-manager renews each certificate. One that stays at none is tried"
        " again and again: look at its events.",
        Unit.SECONDS,
        Target(expr=_left(moment), legend="{{exported_namespace}}/{{name}}"),
    )


def _failing(errors: Counter) -> Panel:
    return line(
        "Reconciliations that fail",
        "By controller. Some while an order is under way are normal; steady ones are not: the log"
        " of cert-manager names the object.",
        Unit.OPERATIONS_PER_SECOND,
        per_second(errors, "{{controller}}", "controller"),
    )
