"""SLOs over time: the budget burning down, how fast, what was kept, which alerts fired."""

from __future__ import annotations

import attrs

from observability.base import naming
from observability.base.duration import Duration, days
from observability.base.labels import Matcher
from observability.model.display import Color, Link, State
from observability.model.panel import Kind, Panel, Target
from observability.model.unit import Unit
from observability.panels.query import alerts
from observability.panels.slo_query import RECENT, Slos
from observability.promql import build
from observability.slo.windows import PAGE, TICKET

__all__ = ["alert_timeline", "budget_over_time", "burn_rates", "burndowns", "events", "kept"]

_SEVERITY = {PAGE: Color.RED, TICKET: Color.ORANGE}
_STATES = (
    State(low=0, high=0, text="quiet", color=Color.GREEN),
    State(low=1, high=1, text=TICKET, color=Color.ORANGE),
    State(low=2, high=2, text=PAGE, color=Color.RED),
)


_MAINTENANCE = State(low=3, high=3, text="maintenance", color=Color.BLUE)


def burndowns(slos: Slos) -> list[Panel]:
    """Return a burndown for each of the periods that SLOs have."""
    one, *others = (burndown(slos, period) for period in slos.scope.periods)
    if not others:
        return [one]
    told = zip((one, *others), slos.scope.periods, strict=True)
    return [attrs.evolve(panel, title=f"{panel.title}, {_days(period)}") for panel, period in told]


def _days(period: Duration) -> str:
    return f"{period.milliseconds // days(1).milliseconds} days"


def burndown(slos: Slos, period: Duration) -> Panel:
    """Return how the budget was spent over the last *period*, beside an even spending."""
    return Panel(
        title="Budget burndown",
        description=f"How the errors of the last {_days(period)} used up their budget; the dashed"
        " line uses it evenly. Steep steps are incidents: note what they cost. A line below the"
        " dashed one that runs parallel to it is a constant error: fix the cause, it never ends by"
        " itself.",
        unit=Unit.RATIO,
        queries=[
            Target(expr=slos.burndown(period), legend="left"),
            Target(expr=slos.ideal(period), legend="spent evenly", reference=Color.BLUE),
        ],
        base=Color.RED,
        maximum=1,
        period=str(period),
        no_value="No traffic",
        width=12,
    )


def budget_over_time(slos: Slos, legend: str) -> Panel:
    """Return the budget that is left, as the alerts and tables see it at each moment."""
    return Panel(
        title="Budget left over time",
        description=f"What was left of each budget, looking back {slos.scope.words} from each"
        " moment. Lines that fall together have a cause in common: look at what these services"
        " share.",
        unit=Unit.RATIO,
        queries=[Target(expr=slos.left(), legend=legend)],
        base=Color.RED,
        maximum=1,
        no_value="No traffic",
        width=12,
    )


def burn_rates(slos: Slos, links: tuple[Link, ...] = ()) -> Panel:
    """Return the burn rate in every window that an alert reads, and the alerts' thresholds."""
    limits = [
        Target(
            expr=slos.limit(pair, table),
            legend=f"{pair.severity}: {pair.long} and {pair.short} above this",
            reference=_SEVERITY[pair.severity],
        )
        for table in slos.scope.tables
        for pair in table.pairs
    ]
    windows = [Target(expr=slos.burn(window), legend=str(window)) for window in slos.scope.windows]
    return Panel(
        title="Burn rate",
        description="How many times faster than evenly the budget is used, in each window. An alert"
        " fires while both of its windows are above its dashed line. Short windows above, long ones"
        " below: it has just begun. The other way round: it is over.",
        unit=Unit.NUMBER,
        queries=[*windows, *limits],
        minimum=0,
        no_value="No traffic",
        links=links,
        width=12,
    )


def recent_burn(slos: Slos, legend: str) -> Panel:
    """Return the burn rate of many SLOs over the last hour."""
    return Panel(
        title=f"Burn rate, {RECENT}",
        description="Which budgets burn faster than evenly (above 1). Several at once: look for"
        " what they have in common, starting at the dependencies.",
        unit=Unit.NUMBER,
        queries=[Target(expr=slos.burn(RECENT), legend=legend)],
        minimum=0,
        no_value="No traffic",
        width=12,
    )


def kept(slos: Slos, links: tuple[Link, ...] = ()) -> Panel:
    """Return the share of good events beside the objective."""
    return Panel(
        title="Good events and the objective",
        description=f"The share of good events over an hour and over {slos.scope.words}. An hour"
        f" below the dashed objective is no breach yet; {slos.scope.words} below it: the policy"
        " applies.",
        unit=Unit.RATIO,
        queries=[
            Target(expr=slos.sli(RECENT), legend=str(RECENT)),
            Target(expr=slos.kept(), legend=slos.scope.words),
            Target(expr=slos.latest(naming.OBJECTIVE), legend="objective", reference=Color.RED),
        ],
        maximum=1,
        no_value="No traffic",
        links=links,
        width=12,
    )


def events(slos: Slos) -> Panel:
    """Return good and bad events per second."""
    total, errors = slos.latest(naming.TOTAL_RATE), slos.latest(naming.ERRORS_RATE)
    return Panel(
        title="Good and bad events",
        description="What the SLO counts. No events at all is a breach that no ratio shows: look"
        " whether the traffic or the measurement is gone.",
        unit=Unit.EVENTS_PER_SECOND,
        queries=[
            Target(expr=errors, legend="bad"),
            Target(expr=build.minus(total, errors), legend="good"),
        ],
        minimum=0,
        stacked=True,
        no_value="Nothing measured",
        width=8,
    )


def alert_timeline(slos: Slos, links: tuple[Link, ...] = ()) -> Panel:
    """Return when each SLO paged or had a ticket open."""
    firing = {
        severity: build.max_by(
            alerts(*slos.matchers, Matcher("severity", "=", severity)), *naming.IDS
        )
        for severity in (PAGE, TICKET)
    }
    known = build.max_by(slos.series(naming.INFO), *naming.IDS)
    states = [
        build.times(firing[PAGE], build.literal(2)),
        firing[TICKET],
        build.times(known, build.literal(0)),
    ]
    if slos.scope.maintenance:
        pause = build.max_by(slos.series(naming.MAINTENANCE), *naming.IDS)
        states.insert(2, build.times(pause, build.literal(3)))
    state = build.any_of(states[0], *states[1:])
    return Panel(
        title="Pages and tickets",
        description="When each SLO paged (red) or had a ticket open (orange). Often and short: the"
        " objective is too strict or the service flaps. Long orange: nobody works on the ticket.",
        kind=Kind.STATE_TIMELINE,
        unit=Unit.NUMBER,
        queries=[Target(expr=state, legend="{{sloth_service}} / {{sloth_slo}}")],
        states=(*_STATES, _MAINTENANCE) if slos.scope.maintenance else _STATES,
        no_value="No SLO",
        links=links,
        width=24,
    )
