"""Tables about SLOs that have more than one budget, or an agreement on what happens to it."""

from __future__ import annotations

from observability.base import naming
from observability.model.display import Color, Column
from observability.model.panel import Kind, Panel, Target
from observability.model.unit import Unit
from observability.panels.slo_query import Slos
from observability.panels.slo_stat import BUDGET_LIMITS, burn_limits
from observability.promql.expr import Aggregate

__all__ = ["further", "groups", "steps"]

_LEFT, _BURN, _SPENT = "Budget left", "Burn rate now", "Spent"


def groups(slos: Slos, labels: tuple[str, ...]) -> list[Panel]:
    """Return the budget of each group, the least first; nothing if *labels* is empty."""
    if not labels:
        return []
    left = Aggregate("min", slos.series(naming.BUDGET_LEFT), by=labels)
    burning = Aggregate("max", slos.series(naming.CURRENT_BURN), by=labels)
    table = Panel(
        title="Groups",
        description="Each group has a budget and alerts of its own; the other panels show the"
        " worst of them. One far below the others: the cause lies there.",
        kind=Kind.TABLE,
        unit=Unit.NUMBER,
        queries=[
            Target(
                expr=left, legend=_LEFT, instant=True, unit=Unit.RATIO, base=Color.RED,
                limits=BUDGET_LIMITS,
            ),
            Target(expr=burning, legend=_BURN, instant=True, limits=burn_limits(slos.scope)),
        ],
        columns=[Column(label=one, title=one) for one in labels],
        sort_by=_LEFT,
        no_value="No traffic",
        width=24,
    )  # fmt: skip
    return [table]


def further(slos: Slos) -> list[Panel]:
    """Return what is left over further periods: other lengths, the month or quarter so far."""
    if not slos.scope.further:
        return []
    left = Aggregate("min", slos.series(naming.ALSO_LEFT), by=(naming.SLO_PERIOD,))
    table = Panel(
        title="Budget left, other periods",
        description="The same promise over other periods. A month or quarter is whole again when"
        " the next one begins, and counts the events so far.",
        kind=Kind.TABLE,
        unit=Unit.RATIO,
        queries=[
            Target(expr=left, legend=_LEFT, instant=True, base=Color.RED, limits=BUDGET_LIMITS)
        ],
        columns=[Column(label=naming.SLO_PERIOD, title="Period")],
        sort_by=_LEFT,
        no_value="No other period",
        width=12,
    )
    return [table]


def steps(slos: Slos, width: int) -> list[Panel]:
    """Return which steps of an error budget policy are reached; nothing where there is none."""
    if not slos.scope.policy:
        return []
    own = (naming.SLO_SERVICE, naming.SLO_NAME, naming.SLO_STEP)
    reached = Aggregate("max", slos.series(naming.POLICY_REACHED), by=own)
    table = Panel(
        title="Steps of the error budget policy",
        description="Which steps are reached, and how much of the budget is spent. What a step"
        " demands stands in the runbook of its ticket.",
        kind=Kind.TABLE,
        unit=Unit.RATIO,
        queries=[Target(expr=reached, legend=_SPENT, instant=True)],
        columns=[
            Column(label=naming.SLO_SERVICE, title="Service"),
            Column(label=naming.SLO_NAME, title="SLO"),
            Column(label=naming.SLO_STEP, title="From % on"),
        ],
        no_value="No step is reached",
        width=width,
    )
    return [table]
