"""Which SLOs burn too fast: the expression behind every page and every ticket."""

from __future__ import annotations

from decimal import Decimal

from observability.base import naming
from observability.base.duration import Duration
from observability.base.labels import Matcher
from observability.compile.fleet import Fleet
from observability.compile.resets import just_reset
from observability.promql import build
from observability.promql.expr import Binary, Expr, Matching, Selector
from observability.slo.burn import CEILING, minimum
from observability.slo.windows import PAGE, Pair, Table

__all__ = ["budget_of", "burning", "plain"]

_HALF = Decimal("0.5")  # errors are counted by extrapolated rates: two of them may be 1.9


def burning(fleet: Fleet, severity: str) -> Expr:
    """Return the SLOs of *fleet* that burn fast enough for *severity*, or did when data ended."""
    pairs = [_pair(fleet, table, pair) for table in fleet.tables for pair in table.of(severity)]
    recorded = naming.PAGE if severity == PAGE else naming.TICKET
    return build.any_of(*pairs, *_held(fleet, recorded))


def plain(fleet: Fleet, window: Duration, *matchers: Matcher) -> Expr:
    """Return the error ratios over *window* without the labels that only rules need."""
    return _stripped(fleet.read(naming.ratio(window), *matchers))


def budget_of(fleet: Fleet, *matchers: Matcher) -> Expr:
    """Return the budgets of the SLOs that *matchers* select, once each, by their ids."""
    return build.max_by(fleet.read(naming.ERROR_BUDGET, *matchers), *naming.IDS)


def _pair(fleet: Fleet, table: Table, pair: Pair) -> Expr:
    both = build.both(
        _exceeds(fleet, table, pair, pair.short), _exceeds(fleet, table, pair, pair.long)
    )
    return build.both(both, _enough(fleet, pair))


def _exceeds(fleet: Fleet, table: Table, pair: Pair, window: Duration) -> Expr:
    """The windows above the pair's threshold, which is never out of reach.

    Compared before labels are taken away: of the few that are left, it costs nothing.
    """
    budget = build.times(_guarded_by(fleet, table), build.literal(pair.factor))
    limit = build.call("clamp_max", budget, build.literal(CEILING))
    ratios = fleet.read(naming.ratio(window))
    return _stripped(build.above(ratios, limit, build.join(*naming.IDS)))


def _stripped(ratios: Expr) -> Expr:
    return build.max_without(ratios, naming.SLO_WINDOW, naming.SLO_SLOT)


def _guarded_by(fleet: Fleet, table: Table) -> Expr:
    if len(fleet.tables) == 1:
        return budget_of(fleet)
    return budget_of(fleet, Matcher(naming.SLO_WINDOWS, "=", table.name))


def _enough(fleet: Fleet, pair: Pair) -> Expr:
    """The SLOs with enough errors in the long window to tell a burn from chance."""
    errors = fleet.read(naming.errors_in(pair.long))
    enough = build.above(errors, build.literal(minimum(pair.factor) - _HALF))
    return build.max_without(enough, naming.SLO_SLOT)


def _held(fleet: Fleet, recorded: str) -> tuple[Expr, ...]:
    """What burned when its data vanished, as long as somebody still defines the SLO.

    The budget's series is read first: it narrows the fleet's SLOs to those of the shard. A group
    that vanishes while others go on is kept as long as the longest window remembers it.
    """
    own = build.both(Selector(recorded), fleet.read(naming.ERROR_BUDGET), Matching(on=naming.IDS))
    legs: list[Expr] = [build.unless(own, fleet.read(naming.TOTAL_RATE), *naming.IDS)]
    if any(slo.by for slo in fleet.slos):
        longest = fleet.windows[-1] if recorded == naming.TICKET else _day(fleet)
        ignored = Matching(ignoring=(naming.SLO_SLOT, naming.SLO_WINDOW))
        known = build.both(own, fleet.read(naming.ratio(longest)), ignored)
        present = fleet.read(naming.TOTAL_RATE)
        legs.append(Binary("unless", known, present, Matching(ignoring=(naming.SLO_SLOT,))))
    reset = just_reset(fleet)
    if reset is not None:
        legs = [build.unless(leg, reset, *naming.IDS) for leg in legs]
    if any(slo.maintenance for slo in fleet.slos):
        active = Selector(naming.MAINTENANCE)
        legs = [build.unless(leg, active, *naming.IDS) for leg in legs]
    return tuple(legs)


def _day(fleet: Fleet) -> Duration:
    """The longest window that pages look at."""
    return max(pair.long for table in fleet.tables for pair in table.of(PAGE))
