"""Proof of the budgets of calendar periods: which events belong to the month or quarter of now.

Each case passes the end of a period and tells the budget before, at, and after that instant.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from observability.base import naming
from observability.base.duration import Duration
from observability.base.labels import Labels
from observability.base.quantity import number
from observability.compile.fleet import Fleet
from observability.compile.plan import ExpectedSample, InputSeries, TestCase
from observability.compile.prove_burn import group
from observability.model.calendar import Calendar
from observability.model.slo import SLO

__all__ = ["calendar_case", "calendar_step", "period_label"]

_TOTAL = 100
_BAD, _LATER = 20, 2  # errors of a hundred events: in the period's first half, and after its end
_LONGEST = 12 * 3600  # seconds
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS = {"month": 1, "quarter": 3}
_STRANGER = Labels({naming.SLO_ID: "stranger"})


def calendar_step(calendar: Calendar) -> Duration:
    """Return how often its case looks: rarely, but at the very instant of the period's end."""
    end = _end(calendar)
    return Duration(1000 * max(step for step in range(60, _LONGEST + 1, 60) if end % step == 0))


def calendar_case(fleet: Fleet, calendar: Calendar) -> TestCase:
    """Return the case for *calendar*, told of the first SLO of *fleet* that has it."""
    slo = next(slo for slo in fleet.slos if calendar in slo.calendars)
    step = calendar_step(calendar)
    end = int(_end(calendar) // step.seconds)
    return TestCase(
        name=f"{slo.name}: a {calendar.name} ends",
        interval=step,
        series=_series(slo, end),
        samples=_samples(slo, calendar, _before(calendar, end), end),
    )


def _series(slo: SLO, end: int) -> tuple[InputSeries, ...]:
    """Events and errors of the SLO, and of one that has no calendar."""
    errors = f"{_BAD}x{end // 2 - 1} 0x{end - end // 2} {_LATER}x5"
    told = ((naming.TOTAL_RATE, f"{_TOTAL}x{end + 6}"), (naming.ERRORS_RATE, errors))
    return (
        InputSeries(series=f"{naming.ERROR_BUDGET}{slo.keys}", values=f"{slo.budget}x{end + 6}"),
        *(
            InputSeries(series=f"{name}{labels}", values=values)
            for labels in (slo.keys | group(slo), slo.keys | _STRANGER)
            for name, values in told
        ),
    )


def _before(calendar: Calendar, end: int) -> Decimal:
    """The share of errors in the period that ends, as known one step before its end.

    What is recorded at an instant tells of the minutes before it, so that of the period's first
    instant belongs to the one before.
    """
    step = int(calendar_step(calendar).seconds)
    last = _period(calendar, (end - 1) * step)
    mine = [at for at in range(end) if _period(calendar, at * step - 1) == last]
    return Decimal(sum(_BAD for at in mine if at < end // 2)) / _TOTAL / len(mine)


def _samples(slo: SLO, calendar: Calendar, old: Decimal, end: int) -> tuple[ExpectedSample, ...]:
    step, labels = calendar_step(calendar), slo.ids | {naming.SLO_PERIOD: calendar.name}
    recorded = (naming.TOTAL_CALENDAR, naming.ERRORS_CALENDAR)
    begun = Duration(0)
    share = Decimal(_BAD) / _TOTAL
    named = slo.ids | {naming.SLO_CALENDAR: period_label(calendar, -1)}
    return (
        *(_claim(f"count({name}{named})", begun) for name in recorded),
        *(_left(slo, labels, share, begun) if calendar.shift else ()),
        *_left(slo, labels, old, step * (end - 1)),
        *(_nothing(f"{name}{labels}", step * end) for name in (naming.ALSO_BURN, naming.ALSO_LEFT)),
        *_left(slo, labels, Decimal(_LATER) / _TOTAL, step * (end + 3)),
        *(_nothing(f"{name}{_STRANGER}", step * (end + 3)) for name in recorded),
    )


def _period(calendar: Calendar, at: int) -> tuple[int, int]:
    """The year and the number of the period *at* seconds after promtool's first instant."""
    local = _EPOCH + timedelta(seconds=calendar.shift + at)
    return local.year, (local.month - 1) // _MONTHS[calendar.unit]


def period_label(calendar: Calendar, at: int) -> str:
    """Return how the period is called that is *at* seconds after promtool's first instant."""
    year, number_in_year = _period(calendar, at)
    digits = 2 if calendar.unit == "month" else 1
    return f"{year}{number_in_year + 1:0{digits}}"


def _end(calendar: Calendar) -> int:
    """When the first period ends that lies after promtool's first instant whole or nearly so."""
    length = _MONTHS[calendar.unit]
    following = datetime(1970, 1 + length, 1, tzinfo=UTC)
    return int((following - _EPOCH).total_seconds()) - calendar.shift


def _left(slo: SLO, labels: Labels, errors: Decimal, at: Duration) -> tuple[ExpectedSample, ...]:
    burn = errors / slo.budget
    told = {naming.ALSO_BURN: burn, naming.ALSO_LEFT: 1 - burn}
    return tuple(
        _claim(f"abs(sum({name}{labels}) - {number(round(value, 12))}) < bool 1e-9", at)
        for name, value in told.items()
    )


def _claim(query: str, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=query, at=at, value=Decimal(1))


def _nothing(query: str, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=query, at=at, value=None)
