"""Budgets of the month or quarter so far.

Each 5-minute bucket of an SLO with such a budget is recorded with the month that it belongs to.
So what counts now is what carries the month of now: no range has to begin at midnight.
"""

from __future__ import annotations

from observability.base import naming
from observability.base.duration import Duration, days, minutes
from observability.base.labels import Labels, Matcher
from observability.compile.burning import budget_of
from observability.compile.fleet import Fleet, ids_matcher
from observability.compile.periods import share
from observability.compile.plan import RecordingRule, RuleGroup
from observability.compile.resets import summed
from observability.model.calendar import Calendar
from observability.promql import build
from observability.promql.expr import Aggregate, Call, Expr, Matching, Text

__all__ = ["LONGEST", "calendar_buckets", "calendar_group"]

_BUCKET = minutes(5)
LONGEST = {"month": days(31), "quarter": days(92)}
"""How long a calendar period may be, by its unit."""
_ONE = build.literal(1)
_SERIES = (
    (naming.TOTAL_CALENDAR, naming.TOTAL_RATE),
    (naming.ERRORS_CALENDAR, naming.ERRORS_RATE),
)


def calendar_buckets(fleet: Fleet) -> tuple[RecordingRule, ...]:
    """Return the rules that record the buckets with the month or quarter that they belong to."""
    return tuple(
        RecordingRule(
            record=record,
            expr=build.times(
                _bucket(fleet, calendar, rates),
                _name(calendar, _middle(fleet)),
                Matching(on=(), group_left=(naming.SLO_CALENDAR,)),
            ),
            labels=Labels({naming.SLO_PERIOD: calendar.name}),
        )
        for calendar in fleet.calendars
        for record, rates in _SERIES
    )


def calendar_group(fleet: Fleet) -> RuleGroup:
    """Return the rules for what has failed of the current month or quarter, and what is left."""
    return RuleGroup(
        name=f"slo-calendar{fleet.suffix}",
        interval=minutes(2),
        rules=tuple(rule for one in fleet.calendars for rule in _rules(fleet, one)),
        comment="Budgets of calendar periods, of the events so far.",
    )


def _rules(fleet: Fleet, calendar: Calendar) -> tuple[RecordingRule, ...]:
    labels = Labels({naming.SLO_PERIOD: calendar.name})
    errors, total = (
        _so_far(fleet, calendar, name) for name in (naming.ERRORS_CALENDAR, naming.TOTAL_CALENDAR)
    )
    ratio = share(errors, total)
    burned = build.divide(ratio, budget_of(fleet), build.join(*naming.IDS))
    return (
        RecordingRule(record=naming.ALSO_BURN, expr=burned, labels=labels),
        RecordingRule(
            record=naming.ALSO_LEFT,
            expr=build.minus(_ONE, burned),
            labels=labels,
            comment="1: untouched. 0: spent. Below: overspent.",
        ),
    )


def _so_far(fleet: Fleet, calendar: Calendar, series: str) -> Expr:
    """The sum of the buckets that carry the name of the current month or quarter."""
    own = Matcher(naming.SLO_PERIOD, "=", calendar.name)
    every = summed(fleet, series, LONGEST[calendar.unit], own)
    now = _name(calendar, Duration(0))
    current = build.both(every, now, Matching(on=(naming.SLO_CALENDAR,)))
    return Aggregate(
        "sum", current, without=(naming.SLO_CALENDAR, naming.SLO_PERIOD, naming.SLO_SLOT)
    )


def _bucket(fleet: Fleet, calendar: Calendar, rates: str) -> Expr:
    having = [slo for slo in fleet.slos if calendar.name in {one.name for one in slo.calendars}]
    mean = build.average_over(fleet.read(rates, ids_matcher(having)), _BUCKET)
    return build.times(mean, build.literal(_BUCKET.seconds))


def _middle(fleet: Fleet) -> Duration:
    """How long ago the events of a bucket happened: half of it, and half of a rate's range."""
    project = fleet.project
    return Duration((_BUCKET.milliseconds + project.rate_window.milliseconds) // 2)


def _name(calendar: Calendar, ago: Duration) -> Aggregate:
    """One series whose label tells the month (``202611``) or quarter (``20264``) that it is."""
    then = build.call("vector", _then(calendar, ago))
    year, month = build.call("year", then), build.call("month", then)
    if calendar.unit == "month":
        number = build.plus(build.times(year, 100), month)
    else:
        quarter = build.call("ceil", build.divide(month, 3))
        number = build.plus(build.times(year, 10), quarter)
    return Aggregate("count_values", number, parameter=Text(f'"{naming.SLO_CALENDAR}"'))


def _then(calendar: Calendar, ago: Duration) -> Expr:
    shift = calendar.shift - int(ago.seconds)
    now: Call = build.call("time")
    if not shift:
        return now
    return build.plus(now, shift) if shift > 0 else build.minus(now, -shift)
