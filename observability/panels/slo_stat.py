"""Single numbers about an SLO: what was promised, what is left, how fast it goes."""

from __future__ import annotations

from decimal import Decimal

from observability.base import naming
from observability.base.labels import Matcher
from observability.model.display import Color, Limit, Link
from observability.model.panel import Kind, Panel, Target
from observability.model.unit import Unit
from observability.panels.query import or_zero
from observability.panels.slo_query import Slos
from observability.panels.slo_scope import Scope
from observability.slo.windows import PAGE, TICKET

__all__ = [
    "BUDGET_LIMITS",
    "alerts_firing",
    "budget_left",
    "burn_limits",
    "burn_now",
    "events_left",
    "minutes_left",
    "objective",
    "period_sli",
    "time_left",
    "time_limits",
]

_PRECISE = 3  # 99.95 % must not read 100 %

BUDGET_LIMITS = (
    Limit(at=0, color=Color.ORANGE),
    Limit(at=Decimal("0.25"), color=Color.YELLOW),
    Limit(at=Decimal("0.5"), color=Color.GREEN),
)
"""Above a base of red: overspent is red, a spent quarter is no reason to worry."""


def burn_limits(scope: Scope) -> tuple[Limit, ...]:
    """Return the alerts' own factors: orange from the slowest ticket, red from the slowest page."""
    return (
        Limit(at=scope.pace(TICKET), color=Color.ORANGE),
        Limit(at=scope.pace(PAGE), color=Color.RED),
    )


def time_limits(scope: Scope) -> tuple[Limit, ...]:
    """Return when a full budget is spent at the pace of the slowest page, and ticket."""
    return (
        Limit(at=scope.lasts(PAGE), color=Color.ORANGE),
        Limit(at=scope.lasts(TICKET), color=Color.GREEN),
    )


def _last(slos: Slos) -> str:
    return slos.scope.words if len(slos.scope.periods) > 1 else f"the last {slos.scope.words}"


def objective(slos: Slos) -> Panel:
    """Return what was promised."""
    return Panel(
        title="Objective",
        description="The share of events that was promised to be good, over"
        f" {slos.scope.words}. It is written in slos/: change it there if the promise is wrong, not"
        " because the budget is spent.",
        kind=Kind.STAT,
        unit=Unit.RATIO,
        decimals=_PRECISE,
        queries=[Target(expr=slos.latest(naming.OBJECTIVE), legend="objective", instant=True)],
        base=Color.BLUE,
        width=3,
        height=4,
    )


def period_sli(slos: Slos, promised: Decimal | None = None) -> Panel:
    """Return what was kept over the period; red below *promised* percent, if that is known."""
    limits = [Limit(at=promised / 100, color=Color.GREEN)] if promised is not None else []
    return Panel(
        title=f"Good events, {slos.scope.words}",
        description=f"The share of good events of {_last(slos)}, every event counting the same."
        " Below the objective the promise is broken: the error budget policy says what stops.",
        kind=Kind.STAT,
        unit=Unit.RATIO,
        decimals=_PRECISE,
        queries=[Target(expr=slos.kept(), legend="good", instant=True)],
        base=Color.RED if limits else Color.BLUE,
        limits=limits,
        no_value="No traffic",
        width=4,
        height=4,
    )


def budget_left(slos: Slos) -> Panel:
    """Return the share of the budget that is left."""
    return Panel(
        title="Budget left",
        description=f"What is left of the error budget of {slos.scope.words}; negative when"
        " overspent. Below"
        " a quarter: no risky release. Below zero: work on reliability goes first.",
        kind=Kind.STAT,
        unit=Unit.RATIO,
        decimals=1,
        queries=[Target(expr=slos.left(), legend="left", instant=True)],
        base=Color.RED,
        limits=BUDGET_LIMITS,
        no_value="No traffic",
        width=3,
        height=4,
    )


def minutes_left(slos: Slos) -> Panel:
    """Return the budget that is left, as minutes of total outage."""
    return Panel(
        title="Budget left, as outage",
        description="How many minutes everything could still fail, at even traffic. Compare with"
        " the length of a planned maintenance or of a risky release before you start it.",
        kind=Kind.STAT,
        unit=Unit.MINUTES,
        decimals=1,
        queries=[Target(expr=slos.minutes_left(), legend="left", instant=True)],
        base=Color.RED,
        limits=[Limit(at=0, color=Color.BLUE)],
        no_value="No traffic",
        width=4,
        height=4,
    )


def events_left(slos: Slos) -> Panel:
    """Return the budget that is left, as events."""
    return Panel(
        title="Budget left, as events",
        description=f"How many more events may fail, going by the traffic of {_last(slos)}."
        " A handful: the objective is too strict for so little traffic, or the window too short.",
        kind=Kind.STAT,
        unit=Unit.SHORT,
        queries=[Target(expr=slos.events_left(), legend="left", instant=True)],
        base=Color.RED,
        limits=[Limit(at=0, color=Color.BLUE)],
        no_value="No traffic",
        width=4,
        height=4,
    )


def burn_now(slos: Slos) -> Panel:
    """Return how fast the budget burns."""
    return Panel(
        title="Burn rate now",
        description="How many times faster than evenly the budget was used in the last 5 minutes:"
        f" 1 spends it in just {slos.scope.words}. Orange and red are the paces that open a ticket"
        " and page, if they last.",
        kind=Kind.STAT,
        unit=Unit.NUMBER,
        decimals=2,
        queries=[Target(expr=slos.latest(naming.CURRENT_BURN), legend="burn", instant=True)],
        limits=burn_limits(slos.scope),
        no_value="No traffic",
        width=3,
        height=4,
    )


def time_left(slos: Slos) -> Panel:
    """Return when the budget is spent at the current rate."""
    return Panel(
        title="Budget spent in",
        description="When the budget is spent if errors go on as in the last hour; 0 if it is. Less"
        f" than a night: act now. Errors that grow older than {slos.scope.words} make it"
        " longer.",
        kind=Kind.STAT,
        unit=Unit.SECONDS,
        decimals=1,
        queries=[Target(expr=slos.seconds_left(), legend="left", instant=True)],
        base=Color.RED,
        limits=time_limits(slos.scope),
        no_value="Not burning",
        width=4,
        height=4,
    )


def alerts_firing(slos: Slos, links: tuple[Link, ...] = ()) -> Panel:
    """Return how many pages and tickets are open."""
    return Panel(
        title="Alerts firing",
        description="Pages and tickets of these SLOs that are open now. More than none: open the"
        " alert's runbook; the timeline below shows since when.",
        kind=Kind.STAT,
        unit=Unit.SHORT,
        queries=[
            Target(
                expr=or_zero(slos.firing(Matcher("severity", "=", severity))),
                legend=f"{severity}s",
                instant=True,
            )
            for severity in (PAGE, TICKET)
        ],
        limits=[Limit(at=1, color=Color.RED)],
        links=links,
        width=3,
        height=4,
    )
