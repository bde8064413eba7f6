"""What is recorded once for all SLOs: windows, budgets, and which SLOs burn too fast.

The text does not depend on the SLOs. Every join takes its "one" side through ``max by`` of the
SLO's ids, so that a second series of one SLO can never make a rule fail for the others.
"""

from __future__ import annotations

from observability.base import naming
from observability.base.duration import Duration, hours, minutes
from observability.base.labels import Labels
from observability.compile.plan import RecordingRule, RuleFile, RuleGroup
from observability.model.project import Project
from observability.promql import build
from observability.promql.expr import Aggregate, Binary, Expr, Matching, Selector
from observability.slo.burn import CEILING
from observability.slo.windows import PAGE, PAIRS, PERIOD, TICKET, WINDOWS, Pair

__all__ = ["FILE_NAME", "windows_file"]

FILE_NAME = "slo-windows"
BUCKET = minutes(5)
LONGEST_FAST = hours(2)  # windows up to this are read from the rates, every evaluation
LONGEST_RATES = hours(6)  # and up to this every minute; beyond it from 5-minute buckets

_ONE = build.literal(1)


def windows_file(project: Project) -> RuleFile:
    """Return the one file of rules that serves all SLOs."""
    groups = (_buckets(), _six_hours(), _fast(project), _period(), _long())
    return RuleFile(name=FILE_NAME, title="Windows, budgets and burn of all SLOs", groups=groups)


def _fast(project: Project) -> RuleGroup:
    windows = [_ratio(one) for one in WINDOWS if one <= LONGEST_FAST]
    page = RecordingRule(
        record=naming.PAGE,
        expr=_burning(PAGE, naming.PAGE),
        comment="SLOs that burn fast enough to wake somebody. The last part keeps a page while the"
        " data are gone.",
    )
    return RuleGroup(
        name="slo-windows",
        interval=project.evaluation,
        rules=(*windows, page),
        comment="Error ratio = errors / events over the window. No traffic: no sample, never NaN.",
    )


def _six_hours() -> RuleGroup:
    middle = [_ratio(one) for one in WINDOWS if LONGEST_FAST < one <= LONGEST_RATES]
    return RuleGroup(name="slo-windows-6h", interval=minutes(1), rules=tuple(middle))


def _buckets() -> RuleGroup:
    return RuleGroup(
        name="slo-buckets",
        interval=BUCKET,
        rules=(
            _bucket(naming.TOTAL_INCREASE, naming.TOTAL_RATE),
            _bucket(naming.ERRORS_INCREASE, naming.ERRORS_RATE),
        ),
        comment="Events in each 5 minutes, so that long windows read a tenth of the samples.",
    )


def _long() -> RuleGroup:
    windows = [_ratio(one) for one in WINDOWS if one > LONGEST_RATES]
    ticket = RecordingRule(
        record=naming.TICKET,
        expr=_burning(TICKET, naming.TICKET),
        comment="SLOs that burn fast enough for a ticket; kept while the data are gone.",
    )
    return RuleGroup(
        name="slo-windows-long",
        interval=minutes(2),
        rules=(_period_ratio(), *windows, ticket, *_budgets()),
    )


def _period() -> RuleGroup:
    share = _share(Selector(naming.ERRORS_INCREASE), Selector(naming.TOTAL_INCREASE), PERIOD)
    return RuleGroup(
        name="slo-period",
        interval=minutes(10),
        rules=(RecordingRule(record=naming.PERIOD_RATIO, expr=share),),
        comment="Every event of the period weighs the same, whenever it came.",
    )


def _ratio(window: Duration) -> RecordingRule:
    if window <= LONGEST_RATES:
        share = _share(Selector(naming.ERRORS_RATE), Selector(naming.TOTAL_RATE), window)
    else:
        share = _share(Selector(naming.ERRORS_INCREASE), Selector(naming.TOTAL_INCREASE), window)
    return RecordingRule(record=naming.ratio(window), expr=share, labels=_window(window))


def _share(errors: Selector, total: Selector, window: Duration) -> Expr:
    """Errors per event, at most 1; nothing where there was no event."""
    some = build.above(build.sum_over(total, window), 0)
    ratio = build.divide(build.sum_over(errors, window), some)
    return build.call("clamp_max", ratio, _ONE)


def _bucket(record: str, rates: str) -> RecordingRule:
    mean = build.average_over(Selector(rates), BUCKET)
    return RecordingRule(record=record, expr=build.times(mean, build.literal(BUCKET.seconds)))


def _period_ratio() -> RecordingRule:
    latest = build.call("last_over_time", Selector(naming.PERIOD_RATIO).range(minutes(25)))
    return RecordingRule(
        record=naming.ratio(PERIOD),
        expr=latest,
        labels=_window(PERIOD),
        comment="Computed every 10 minutes; shown again here so that nothing reads it as stale.",
    )


def _budgets() -> tuple[RecordingRule, ...]:
    # rounded, because 1 - 0.0993 is not quite 0.9007 in binary; an objective has six decimals
    objective = build.call(
        "round", build.minus(_ONE, Selector(naming.ERROR_BUDGET)), build.literal("0.00000001")
    )
    days = build.literal(PERIOD.minutes / 1440)
    period_burn = Selector(naming.PERIOD_BURN)
    return (
        RecordingRule(record=naming.OBJECTIVE, expr=objective),
        RecordingRule(
            record=naming.PERIOD_DAYS,
            expr=Binary("+", build.times(Selector(naming.ERROR_BUDGET), build.literal(0)), days),
        ),
        RecordingRule(record=naming.CURRENT_BURN, expr=_burn_rate(minutes(5))),
        RecordingRule(record=naming.PERIOD_BURN, expr=_burn_rate(PERIOD)),
        RecordingRule(
            record=naming.BUDGET_LEFT,
            expr=build.minus(_ONE, period_burn),
            comment="1: untouched. 0: spent. Below: overspent.",
        ),
    )


def _burn_rate(window: Duration) -> Binary:
    return build.divide(_plain(window), _budget(), build.join(*naming.IDS))


def _burning(severity: str, recorded: str) -> Expr:
    pairs = [_pair(pair) for pair in PAIRS if pair.severity == severity]
    return build.any_of(*pairs, _held(recorded))


def _held(recorded: str) -> Expr:
    """What burned when its data vanished, as long as somebody still defines the SLO."""
    defined = build.both(Selector(recorded), Selector(naming.ERROR_BUDGET), Matching(on=naming.IDS))
    return build.unless(defined, Selector(naming.TOTAL_RATE), *naming.IDS)


def _pair(pair: Pair) -> Expr:
    return build.both(_exceeds(pair.short, pair), _exceeds(pair.long, pair))


def _exceeds(window: Duration, pair: Pair) -> Binary:
    """The windows above the pair's threshold, which is never out of reach."""
    limit = build.call(
        "clamp_max",
        build.times(_budget(), build.literal(pair.factor)),
        build.literal(CEILING),
    )
    return build.above(_plain(window), limit, build.join(*naming.IDS))


def _plain(window: Duration) -> Aggregate:
    return build.max_without(Selector(naming.ratio(window)), naming.SLO_WINDOW)


def _budget() -> Aggregate:
    return build.max_by(Selector(naming.ERROR_BUDGET), *naming.IDS)


def _window(window: Duration) -> Labels:
    return Labels({naming.SLO_WINDOW: str(window)})
