"""What reads the events of an SLO whose budget was reset: which series, how far, since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

import attrs

from observability.base import naming
from observability.base.duration import Duration, minutes
from observability.base.labels import Labels
from observability.compile.calendars import LONGEST
from observability.compile.exclusion import echo
from observability.compile.fleet import Fleet
from observability.compile.plan import ExpectedSample
from observability.compile.prove_burn import group
from observability.compile.prove_calendars import period_label
from observability.compile.prove_claims import claim, near, nothing
from observability.compile.windows import LONGEST_RATES
from observability.model.calendar import Calendar
from observability.model.slo import SLO

__all__ = ["Reader", "Sample", "ratio_of", "readers"]

_BUCKET = minutes(5)
Sample = tuple[int, int, int]
"""Unix seconds, errors, events."""


@attrs.frozen(kw_only=True)
class Reader:
    """A ratio of the errors to the events of the last *window* seconds, read from two series.

    Since a reset count the samples that are *longer* seconds younger than it. *told* are the
    recorded series that show the ratio, with what it is divided by; *errors* one that counts them.
    """

    series: tuple[str, str]
    labels: Labels
    window: int
    longer: int
    told: tuple[tuple[str, Decimal], ...]
    left: str = ""
    errors: str = ""

    @property
    def is_bucketed(self) -> bool:
        """Whether it reads buckets, and not rates."""
        return self.series[0] != naming.ERRORS_RATE

    def begin(self, now: int, reset: int | None) -> int:
        """Return since when samples count *now*, *reset* being the last one so far."""
        since = now - self.window
        return since if reset is None else max(since, reset + self.longer)

    def counted(self, samples: Iterable[Sample], now: int, reset: int | None) -> list[Sample]:
        """Return those of *samples* that count."""
        begin = self.begin(now, reset)
        return [one for one in samples if begin < one[0] <= now]

    def claims(self, counted: list[Sample], at: Duration) -> Iterator[ExpectedSample]:
        """Yield what is recorded if those samples count."""
        errors, events = (sum(one[place] for one in counted) for place in (1, 2))
        for query, budget in self.told:
            yield (
                near(query, ratio_of(errors, events) / budget, at)
                if counted
                else nothing(query, at)
            )
        if self.left and counted:
            yield near(self.left, 1 - ratio_of(errors, events) / self.told[0][1], at)
        if self.errors:
            found = f"count({self.errors})"
            yield claim(found, at) if counted else nothing(found, at)


def ratio_of(errors: int, events: int) -> Decimal:
    """Return the share of errors."""
    return Decimal(errors) / Decimal(events)


def readers(fleet: Fleet, slo: SLO, now: int) -> Iterator[Reader]:
    """Yield all readers of *slo*, those of calendars as they are *now*."""
    yield from (_window(fleet, slo, one) for one in fleet.windows)
    for period in sorted({fleet.usual, *slo.rolling}):
        query = f"{naming.period_ratio(period)}{slo.keys | group(slo)}"
        yield _bucketed(fleet, slo, period, told=((query, Decimal(1)),))
    yield from (_calendar(fleet, slo, one, now) for one in slo.calendars)


def _window(fleet: Fleet, slo: SLO, window: Duration) -> Reader:
    labels = slo.keys | group(slo)
    ratio = f"{naming.ratio(window)}{labels | {naming.SLO_WINDOW: str(window)}}"
    counted = any(pair.long == window for table in fleet.tables for pair in table.pairs)
    errors = f"{naming.errors_in(window)}{labels}" if counted else ""
    told = ((ratio, Decimal(1)),)
    if window > LONGEST_RATES:
        return _bucketed(fleet, slo, window, told=told, errors=errors)
    return Reader(
        series=(naming.ERRORS_RATE, naming.TOTAL_RATE),
        labels=labels,
        window=int(fleet.project.pace.read(window).seconds),
        longer=int(echo(fleet.project).seconds),
        told=told,
        errors=errors,
    )


def _bucketed(
    fleet: Fleet,
    slo: SLO,
    window: Duration,
    *,
    told: tuple[tuple[str, Decimal], ...],
    errors: str = "",
) -> Reader:
    return Reader(
        series=(naming.ERRORS_INCREASE, naming.TOTAL_INCREASE),
        labels=slo.keys | group(slo),
        window=int(window.seconds),
        longer=int((echo(fleet.project) + _BUCKET).seconds),
        told=told,
        errors=errors,
    )


def _calendar(fleet: Fleet, slo: SLO, calendar: Calendar, now: int) -> Reader:
    told = slo.ids | group(slo) | {naming.SLO_PERIOD: calendar.name}
    named = {naming.SLO_CALENDAR: period_label(calendar, now), naming.SLO_PERIOD: calendar.name}
    window = LONGEST[calendar.unit]
    reader = _bucketed(fleet, slo, window, told=((f"{naming.ALSO_BURN}{told}", slo.budget),))
    return attrs.evolve(
        reader,
        series=(naming.ERRORS_CALENDAR, naming.TOTAL_CALENDAR),
        labels=reader.labels | named,
        left=f"{naming.ALSO_LEFT}{told}",
    )
