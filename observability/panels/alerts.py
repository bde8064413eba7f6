"""The row about the alerts of a service, with the way to each one's runbook."""

from __future__ import annotations

from observability.base.labels import Matcher
from observability.model.dashboard import Row
from observability.model.display import Color, Column, Link, State
from observability.model.panel import Kind, Panel, Target
from observability.model.service import Service
from observability.model.unit import Unit
from observability.panels.query import ALERTS
from observability.promql import build
from observability.promql.expr import Aggregate, Selector

__all__ = ["RUNBOOK", "alerts_row"]

# Every dashboard has the hidden variable `runbooks`: the address below which the pages are.
RUNBOOK = "${runbooks:raw}/${__data.fields.alertname}.md"

_STATES = (
    State(low=1, high=1, text="pending", color=Color.YELLOW),
    State(low=2, high=2, text="firing", color=Color.RED),
)


def alerts_row(service: Service) -> Row:
    """Return the row with the alerts of *service*: those open now, and when they were."""
    own = Matcher("service", "=", service.name)
    return Row(title="Alerts", panels=[_open(own), _timeline(own)])


def _open(own: Matcher) -> Panel:
    labels = ("alertname", "severity", "alertstate", "pod", "instance")
    return Panel(
        title="Open alerts",
        description="Alerts that are firing or about to. The name of an alert opens its runbook:"
        " start there.",
        kind=Kind.TABLE,
        unit=Unit.NUMBER,
        queries=[
            Target(
                expr=build.max_by(Selector(ALERTS, (own,)), *labels), legend="Active", instant=True
            )
        ],
        columns=[
            Column(
                label="alertname",
                title="Alert",
                links=[Link(title="Open the runbook", url=RUNBOOK)],
            ),
            Column(label="severity", title="Severity"),
            Column(label="alertstate", title="State"),
            Column(label="pod", title="Pod"),
            Column(label="instance", title="Instance"),
        ],
        sort_by="Severity",
        no_value="No open alert",
        width=12,
    )


def _timeline(own: Matcher) -> Panel:
    firing = _in_state("firing", own)
    return Panel(
        title="Alerts over time",
        description="When each alert was pending or firing. One that comes and goes: its threshold"
        " is at the normal level, or the cause was never fixed.",
        kind=Kind.STATE_TIMELINE,
        unit=Unit.NUMBER,
        queries=[
            Target(
                expr=build.any_of(build.times(firing, build.literal(2)), _in_state("pending", own)),
                legend="{{alertname}}",
            )
        ],
        states=_STATES,
        no_value="No alert in this time",
        width=12,
    )


def _in_state(state: str, own: Matcher) -> Aggregate:
    where = (Matcher("alertstate", "=", state), own)
    return build.max_by(Selector(ALERTS, where), "alertname")
