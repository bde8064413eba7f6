"""An oracle: what should happen to an SLO, told from its budget alone.

A story is a list of segments that end now. The oracle knows the objective and the window table,
never the rules, so that it can not share a mistake with them. Time runs in samples a minute apart.
Prometheus 2 counts both ends of a window and Prometheus 3 only the later one, and the newest
5-minute bucket is still filling: a verdict is given only where all readings agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache

import attrs

from observability.base.duration import Duration, hours, minutes, seconds
from observability.slo.burn import minimum, threshold
from observability.slo.windows import PERIOD, TABLES, Pair, Table

__all__ = [
    "HISTORY",
    "PACE",
    "Pace",
    "Segment",
    "Story",
    "detection",
    "mean",
    "verdict",
    "weight",
]

HISTORY = 4500
"""Samples before now: more than three days, the longest window that alerts read."""


@attrs.frozen(kw_only=True)
class Pace:
    """How event rates are recorded: *every* so often, each over the time *over*.

    The oldest rate in a window tells of events from before it; so a window is filled by the rates
    of a shorter time, unless it is read from buckets.
    """

    every: Duration = attrs.field(default=seconds(30))
    over: Duration = attrs.field(default=minutes(2))

    def read(self, window: Duration) -> Duration:
        """Return the time whose rates tell of the events in *window*."""
        earlier = self.over.milliseconds - self.every.milliseconds
        return Duration(max(window.milliseconds - earlier, self.every.milliseconds))


PACE = Pace()

_BUCKETED = hours(6)
_MONTH = TABLES[PERIOD]


@attrs.frozen
class Segment:
    """*samples* minutes during which the share *errors* of *traffic* events a second fails."""

    samples: int
    errors: Decimal
    traffic: Decimal = Decimal(100)


Story = tuple[Segment, ...]


@attrs.frozen
class _Reading:
    """One way to count: both ends of a window or one, the newest bucket or not yet."""

    both_ends: bool
    newest: bool


_HEALTH = Segment(HISTORY, Decimal(0))
_TIE = Decimal("1e-12")  # ratios closer to a threshold are left alone
_MINUTE = 60_000
_HALF = Decimal("0.5")  # the rules count by extrapolated rates, so that 2 errors may be 1.9
_READINGS = tuple(_Reading(both, new) for both in (True, False) for new in (True, False))


def verdict(
    story: Story,
    severity: str,
    budget: Decimal,
    table: Table = _MONTH,
    pace: Pace = PACE,
) -> bool | None:
    """Return whether the alert fires at the end of *story*; None if readings differ."""
    pairs = table.of(severity)
    found = {
        _any(_burns(story, pair, budget, reading, pace) for pair in pairs) for reading in _READINGS
    }
    return found.pop() if len(found) == 1 else None


def _any(found: Iterable[bool | None]) -> bool | None:
    """Return whether one of *found* is true; None if that hangs on one that is not known."""
    known = set(found)
    return True if True in known else None if None in known else False


@lru_cache(maxsize=4096)
def detection(
    errors: Decimal, severity: str, budget: Decimal, table: Table = _MONTH, pace: Pace = PACE
) -> tuple[int, int] | None:
    """Return for how many minutes an error ratio is surely silent, and from when it surely fires.

    None if it does not fire within the history.
    """

    def fires(lasting: int) -> bool | None:
        return verdict((Segment(lasting, errors),), severity, budget, table, pace)

    first = _first(lambda lasting: fires(lasting) is True)
    if first is None:
        return None
    return (_first(lambda lasting: fires(lasting) is not False) or first) - 1, first


def mean(story: Story, window: Duration, pace: Pace = PACE) -> Decimal | None:
    """Return the error ratio over the last *window*, or None if it depends on the reading."""
    found = {_mean(story, window, reading, pace) for reading in _READINGS}
    return found.pop() if len(found) == 1 else None


def _first(enough: Callable[[int], bool]) -> int | None:
    """Return the shortest time, in minutes, that is *enough*, by bisection; None: none is."""
    low, high = 0, HISTORY + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high if high <= HISTORY else None


def weight(window: Duration, pace: Pace = PACE) -> Decimal:
    """Return for how many seconds a sample stands, where errors of *window* are counted.

    The samples of a story are a minute apart, but each is counted as what it is in production:
    a rate for the time between two evaluations, a bucket for five minutes.
    """
    return Decimal(300) if window > _BUCKETED else Decimal(int(pace.every.seconds))


def _burns(story: Story, pair: Pair, budget: Decimal, reading: _Reading, pace: Pace) -> bool | None:
    """Tell whether *pair* burns; None if that hangs on the last bit of a floating-point number."""
    limit = threshold(budget, pair.factor)
    short, long = (_count(story, window, reading, pace) for window in (pair.short, pair.long))
    enough = long[0] * weight(pair.long, pace) > minimum(pair.factor) - _HALF
    if not enough or not all(total for _, total in (short, long)):
        return False
    beyond = [errors / total - limit for errors, total in (short, long)]
    if any(one < -_TIE for one in beyond):
        return False
    return True if all(one > _TIE for one in beyond) else None


def _mean(story: Story, window: Duration, reading: _Reading, pace: Pace) -> Decimal | None:
    """Return errors per event over the last *window*; before the story all was well."""
    errors, total = _count(story, window, reading, pace)
    return errors / total if total else None


def _samples(window: Duration, reading: _Reading, pace: Pace) -> tuple[int, int]:
    """Return how many samples stand in *window*, and how many of the newest do not count."""
    bucketed = window > _BUCKETED
    reaches = window if bucketed else pace.read(window)
    whole, rest = divmod(reaches.milliseconds, _MINUTE)
    inside = whole + 1 if rest or reading.both_ends else whole
    return inside, 1 if bucketed and not reading.newest else 0


def _count(
    story: Story, window: Duration, reading: _Reading, pace: Pace
) -> tuple[Decimal, Decimal]:
    """Return the errors and the events per second of the last *window*, added up by the minute."""
    left, skip = _samples(window, reading, pace)
    errors = total = Decimal(0)
    for segment in (*reversed(story), _HEALTH):
        used = min(segment.samples, left)
        left -= used
        counted = max(used - skip, 0)
        skip = max(skip - used, 0)
        errors += counted * segment.traffic * segment.errors
        total += counted * segment.traffic
    return errors, total
