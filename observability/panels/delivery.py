"""Argo CD: whether what runs is what is written."""

from __future__ import annotations

from observability.model.dashboard import Row
from observability.model.display import Color, Limit
from observability.model.metric import Exporter, Gauge
from observability.model.panel import Panel, Target
from observability.model.unit import Unit
from observability.panels.store import line, per_second, state
from observability.promql import build
from observability.promql.expr import Aggregate, Expr

__all__ = ["argo_cd_row"]

_SOME = (Limit(at=1, color=Color.ORANGE),)


def argo_cd_row(exporter: Exporter) -> Row:
    """Return the row about the applications of Argo CD."""
    connected = exporter.gauge("argocd_cluster_connection_status").select()
    return Row(
        title="Applications",
        panels=[
            state(
                "Reaches the cluster",
                "Off: nothing is compared and nothing is applied. Look at the log of the"
                " application controller, and at the policies of its namespace.",
                Aggregate("min", connected),
            ),
            *_states(exporter.gauge("argocd_app_info")),
            line(
                "Syncs",
                "By outcome. Failed or Error: open the application, its last operation says which"
                " object was refused and why.",
                Unit.OPERATIONS_PER_SECOND,
                per_second(
                    exporter.counter("argocd_app_sync_total"), "{{name}} {{phase}}", "name", "phase"
                ),
            ),
        ],
    )


def _states(application: Gauge) -> list[Panel]:
    return [
        line(
            "By agreement with Git",
            "How many applications are Synced, OutOfSync or Unknown. One that stays OutOfSync:"
            " a sync fails, or somebody changes the object as fast as it is taken back.",
            Unit.SHORT,
            Target(expr=build.count(application.select(), "sync_status"), legend="{{sync_status}}"),
        ),
        line(
            "By health",
            "How many applications are Healthy, Progressing, Degraded or Missing. Degraded"
            " after a release: revert the commit.",
            Unit.SHORT,
            Target(
                expr=build.count(application.select(), "health_status"),
                legend="{{health_status}}",
            ),
        ),
        line(
            "Neither synced nor healthy",
            "The applications that are to be looked at now.",
            Unit.SHORT,
            Target(expr=_wrong(application), legend="{{name}}"),
            limits=_SOME,
        ),
    ]


def _wrong(application: Gauge) -> Expr:
    apart = application.select({"sync_status": "OutOfSync|Unknown"})
    ill = application.select({"health_status": "Degraded|Missing|Unknown"})
    return build.any_of(build.count(apart, "name"), build.count(ill, "name"))
