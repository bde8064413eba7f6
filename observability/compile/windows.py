"""What is recorded once for all SLOs of a shard: error ratios over windows, and who burns too fast.

The text names no SLO that has nothing special. Every join takes its "one" side through ``max by``
of the SLO's ids, so that a second series of one SLO can never make a rule fail for the others.
"""

from __future__ import annotations

from observability.base import naming
from observability.base.duration import Duration, hours, minutes
from observability.base.labels import Labels
from observability.compile.burning import burning
from observability.compile.calendars import calendar_buckets, calendar_group
from observability.compile.fleet import Fleet
from observability.compile.periods import budget_rules, period_group, period_ratios, share
from observability.compile.plan import AlertingRule, RecordingRule, RuleFile, RuleGroup
from observability.compile.policy import policies, policy_group
from observability.compile.resets import summed
from observability.promql import build
from observability.promql.expr import Expr
from observability.slo.windows import PAGE, TICKET

__all__ = ["BUCKET", "windows_file"]

BUCKET = minutes(5)
LONGEST_FAST = hours(2)  # windows of pages up to this are computed at every evaluation
LONGEST_RATES = hours(6)  # windows up to this are read from the rates, beyond from 5-minute buckets
LONG_INTERVAL = minutes(2)


def windows_file(fleet: Fleet, pages: tuple[AlertingRule, ...] = ()) -> RuleFile:
    """Return the one file of rules that serves all SLOs of *fleet*.

    Its *pages* follow what they look up, in the same group: a group of their own would see it up
    to one evaluation later, and each group that wakes up costs more than the rules in it.
    """
    groups = (
        _buckets(fleet),
        _six_hours(fleet),
        _fast(fleet, pages),
        period_group(fleet),
        calendar_group(fleet),
        _long(fleet),
        policy_group(policies(fleet.slos, fleet.project), fleet.matchers, fleet.suffix),
    )
    title = "Windows, budgets, burn and pages of all SLOs"
    if fleet.slots:
        title += f" in the slots {fleet.slots[0]} to {fleet.slots[-1]}"
    return RuleFile(
        name=fleet.file_name, title=title, groups=tuple(one for one in groups if one.rules)
    )


def _fast(fleet: Fleet, pages: tuple[AlertingRule, ...]) -> RuleGroup:
    windows = [one for one in fleet.paging if one <= LONGEST_FAST]
    page = RecordingRule(
        record=naming.PAGE,
        expr=burning(fleet, PAGE),
        comment="SLOs that burn fast enough to wake somebody, with enough errors to tell it from"
        " chance. The last part keeps a page while the data are gone.",
    )
    return RuleGroup(
        name=f"slo-windows{fleet.suffix}",
        interval=fleet.project.evaluation,
        rules=(*_ratios(fleet, windows), page, *pages),
        comment="Error ratio = errors / events over the window. No traffic: no sample, never NaN."
        f" The first rate of a window looks back {fleet.project.rate_window}, so those of a shorter"
        " time fill it.",
    )


def _six_hours(fleet: Fleet) -> RuleGroup:
    windows = [one for one in fleet.paging if LONGEST_FAST < one <= LONGEST_RATES]
    project = fleet.project
    lag = Duration(project.rate_window.milliseconds // 2)
    return RuleGroup(
        name=f"slo-windows-6h{fleet.suffix}",
        interval=max(project.evaluation, min(lag, minutes(1))),  # no rarer than the rates lag
        rules=_ratios(fleet, windows),
    )


def _buckets(fleet: Fleet) -> RuleGroup:
    return RuleGroup(
        name=f"slo-buckets{fleet.suffix}",
        interval=BUCKET,
        rules=(
            _bucket(fleet, naming.TOTAL_INCREASE, naming.TOTAL_RATE),
            _bucket(fleet, naming.ERRORS_INCREASE, naming.ERRORS_RATE),
            *calendar_buckets(fleet),
        ),
        comment="Events in each 5 minutes, so that long windows read a tenth of the samples.",
    )


def _long(fleet: Fleet) -> RuleGroup:
    soon = [one for one in fleet.paging if one <= LONGEST_RATES]
    windows = [one for one in fleet.windows if one not in soon]
    ticket = RecordingRule(
        record=naming.TICKET,
        expr=burning(fleet, TICKET),
        comment="SLOs that burn fast enough for a ticket; kept while the data are gone.",
    )
    return RuleGroup(
        name=f"slo-windows-long{fleet.suffix}",
        interval=LONG_INTERVAL,
        rules=(*period_ratios(fleet), *_ratios(fleet, windows), ticket, *budget_rules(fleet)),
    )


def _ratios(fleet: Fleet, windows: list[Duration]) -> tuple[RecordingRule, ...]:
    counted = {pair.long for table in fleet.tables for pair in table.pairs}
    return tuple(rule for one in windows for rule in _ratio(fleet, one, counted=one in counted))


def _ratio(fleet: Fleet, window: Duration, *, counted: bool) -> tuple[RecordingRule, ...]:
    """The error ratio and, where an alert asks whether there were enough, the number of errors."""
    errors, events = _sums(fleet, window)
    if counted and window <= LONGEST_RATES:
        step = build.literal(fleet.project.evaluation.seconds)
        errors, events = build.times(errors, step), build.times(events, step)
    told = fleet.read(naming.errors_in(window)) if counted else errors
    ratio = RecordingRule(
        record=naming.ratio(window),
        expr=share(told, events),
        labels=Labels({naming.SLO_WINDOW: str(window)}),
    )
    if not counted:
        return (ratio,)
    return (RecordingRule(record=naming.errors_in(window), expr=errors), ratio)


def _sums(fleet: Fleet, window: Duration) -> tuple[Expr, Expr]:
    """The errors and the events in *window*; from rates, as many as it has seconds a rate."""
    names, reaches = (naming.ERRORS_RATE, naming.TOTAL_RATE), fleet.project.pace.read(window)
    if window > LONGEST_RATES:
        names, reaches = (naming.ERRORS_INCREASE, naming.TOTAL_INCREASE), window
    errors, events = (summed(fleet, name, reaches) for name in names)
    return errors, events


def _bucket(fleet: Fleet, record: str, rates: str) -> RecordingRule:
    mean = build.average_over(fleet.read(rates), BUCKET)
    return RecordingRule(record=record, expr=build.times(mean, build.literal(BUCKET.seconds)))
