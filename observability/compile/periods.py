"""Budgets over rolling periods: what share of the events failed, and what that leaves.

Most SLOs of a shard share one period, which is computed for all of them. SLOs with another
period, with healing or with resets are named beside them.
"""

from __future__ import annotations

from collections.abc import Iterable

from observability.base import naming
from observability.base.duration import Duration, minutes
from observability.base.labels import Labels, Matcher
from observability.compile.burning import budget_of, plain
from observability.compile.fleet import Fleet, ids_matcher
from observability.compile.plan import RecordingRule, RuleGroup
from observability.compile.resets import latest, summed
from observability.model.slo import SLO
from observability.promql import build
from observability.promql.expr import Binary, Expr

__all__ = ["budget_rules", "period_group", "period_ratios", "share"]

INTERVAL = minutes(10)
_SHOWN = minutes(25)  # two evaluations of it may be missed
_ONE = build.literal(1)
_SUMS = (naming.ERRORS_INCREASE, naming.TOTAL_INCREASE)
_HEALED = (naming.ERRORS_HEALED, naming.TOTAL_HEALED)


def period_group(fleet: Fleet) -> RuleGroup:
    """Return the rules that compute the error ratio of each period, from 5-minute buckets."""
    return RuleGroup(
        name=f"slo-period{fleet.suffix}",
        interval=INTERVAL,
        rules=tuple(_period(fleet, period) for period in fleet.periods),
        comment="Every event of the period weighs the same, whenever it came.",
    )


def period_ratios(fleet: Fleet) -> tuple[RecordingRule, ...]:
    """Return the rules that show those ratios again, so that nothing reads them as stale."""
    return tuple(
        RecordingRule(
            record=naming.ratio(period),
            expr=latest(fleet, naming.period_ratio(period), _SHOWN),
            labels=Labels({naming.SLO_WINDOW: str(period)}),
            comment="Computed every 10 minutes; shown again here so that nothing reads it as"
            " stale.",
        )
        for period in fleet.periods
    )


def budget_rules(fleet: Fleet) -> tuple[RecordingRule, ...]:
    """Return what follows from the ratios: objectives, burn rates, and what is left."""
    # rounded, because 1 - 0.0993 is not quite 0.9007 in binary; an objective has six decimals
    exact = build.call("round", build.minus(_ONE, budget_of(fleet)), build.literal("0.00000001"))
    own = sorted({slo.period for slo in fleet.slos})
    also = sorted({one for slo in fleet.slos for one in slo.rolling[1:]})
    burned = _either(_burn_rate(fleet, period, _having(fleet, period)) for period in own)
    return (
        RecordingRule(record=naming.OBJECTIVE, expr=exact),
        RecordingRule(
            record=naming.PERIOD_DAYS, expr=_either(_days(fleet, period) for period in own)
        ),
        RecordingRule(
            record=naming.CURRENT_BURN, expr=_burn_rate(fleet, minutes(5), budget_of(fleet))
        ),
        RecordingRule(record=naming.PERIOD_BURN, expr=burned),
        RecordingRule(
            record=naming.BUDGET_LEFT,
            expr=build.minus(_ONE, burned),
            comment="1: untouched. 0: spent. Below: overspent.",
        ),
        *(rule for period in also for rule in _also(fleet, period)),
    )


def _either(parts: Iterable[Expr]) -> Expr:
    first, *others = parts
    return build.any_of(first, *others)


def share(errors: Expr, total: Expr) -> Expr:
    """Return errors per event, at most 1; nothing where there was no event."""
    return build.call("clamp_max", build.divide(errors, build.above(total, 0)), _ONE)


def _period(fleet: Fleet, period: Duration) -> RecordingRule:
    mine = [slo for slo in fleet.slos if period in slo.rolling]
    healed = [slo for slo in mine if slo.healing]
    others = tuple(slo for slo in mine if not slo.healing)
    parts: list[Expr] = []
    if period == fleet.usual:
        every = [slo for slo in fleet.slos if slo.healing]
        parts = [share(*(summed(fleet, name, period, but=every) for name in _SUMS))]
    elif others:
        parts = [share(*(summed(fleet, name, period, slos=others) for name in _SUMS))]
    if healed:
        parts.append(_healing(fleet, period, healed))
    return RecordingRule(record=naming.period_ratio(period), expr=_either(parts))


def _healing(fleet: Fleet, period: Duration, slos: list[SLO]) -> Expr:
    """The share with what was missed while nothing was recorded, and found later."""
    chosen = ids_matcher(slos)
    sums = []
    for name, healed in zip(_SUMS, _HEALED, strict=True):
        seen = build.sum_over(fleet.read(name, chosen), period)
        found = build.sum_over(fleet.read(healed, chosen), period)
        sums.append(build.any_of(build.plus(seen, found), seen))
    return share(*sums)


def _days(fleet: Fleet, period: Duration) -> Expr:
    days = build.literal(period.minutes / 1440)
    return build.plus(build.times(_having(fleet, period), build.literal(0)), days)


def _having(fleet: Fleet, period: Duration) -> Expr:
    """The budgets of the SLOs whose promise is over *period*."""
    if len({slo.period for slo in fleet.slos}) == 1:
        return budget_of(fleet)
    return budget_of(fleet, Matcher(naming.SLO_PERIOD, "=", str(period)))


def _burn_rate(fleet: Fleet, window: Duration, budgets: Expr) -> Binary:
    return build.divide(plain(fleet, window), budgets, build.join(*naming.IDS))


def _also(fleet: Fleet, period: Duration) -> tuple[RecordingRule, RecordingRule]:
    asked = [slo for slo in fleet.slos if period in slo.rolling[1:]]
    own = () if len(asked) == len(fleet.slos) else (ids_matcher(asked),)
    burned = build.divide(plain(fleet, period, *own), budget_of(fleet), build.join(*naming.IDS))
    labels = Labels({naming.SLO_PERIOD: str(period)})
    return (
        RecordingRule(record=naming.ALSO_BURN, expr=burned, labels=labels),
        RecordingRule(record=naming.ALSO_LEFT, expr=build.minus(_ONE, burned), labels=labels),
    )
