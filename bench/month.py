"""A month of requests for ten services, with the truth about each kept beside it.

Requests come in steps of ten seconds and are counted by three pods, which are scraped every thirty
seconds, ten seconds after each other. Nothing is random, so every run is the same.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

TICK, SCRAPE, SLOTS = 10, 30, 3
DAYS = 31
MINUTE, HOUR, DAY = 60, 3_600, 86_400
PEAK, NIGHT = 14 * HOUR, 3 * HOUR
_USUAL = 0.0005  # the share of errors on a good day: half of what 99.9 % allows


class Life(NamedTuple):
    """A pod's counters from their birth at 0 to their end; *slot* is its share of the requests."""

    pod: str
    slot: int
    begin: int
    end: int


class Scenario(NamedTuple):
    """Requests a second and the share of them that fails, by the second; pods; unscraped times."""

    name: str
    rate: Callable[[int], float]
    errors: Callable[[int], float]
    lives: Callable[[], Iterator[Life]]
    unscraped: tuple[tuple[int, int], ...] = ()
    allowed: float = 0.005  # how far the budget may be off
    healed: bool = False  # whether what is asked of it holds with healing only


class Events(NamedTuple):
    """How many requests had failed and had been good before each step."""

    failed: array[float]
    good: array[float]

    def truth(self) -> float:
        """Return the share that failed within the last 30 days."""
        first = (DAYS - 30) * DAY // TICK
        failed, good = (counted[-1] - counted[first] for counted in self)
        return failed / (failed + good)


def events(scenario: Scenario) -> Events:
    """Count the requests of the month."""
    seconds = range(0, DAYS * DAY, TICK)
    rates = [scenario.rate(second) * TICK for second in seconds]
    shares = [scenario.errors(second) for second in seconds]
    failed = accumulate((r * s for r, s in zip(rates, shares, strict=True)), initial=0.0)
    good = accumulate((r * (1 - s) for r, s in zip(rates, shares, strict=True)), initial=0.0)
    return Events(array("d", failed), array("d", good))


def scraped(scenario: Scenario, counted: array[float]) -> Iterator[tuple[Life, int, int]]:
    """Yield life, second and value of each scrape; a series begins at its first event."""
    for life in scenario.lives():
        # floor((n + slot) / SLOTS), summed over the slots, is n
        born = (int(counted[life.begin // TICK]) + life.slot) // SLOTS
        phase = life.slot * TICK
        first = -(-(life.begin - phase) // SCRAPE) * SCRAPE + phase
        for second in range(first, min(life.end, DAYS * DAY + 1), SCRAPE):
            value = (int(counted[second // TICK]) + life.slot) // SLOTS - born
            away = any(begin <= second < end for begin, end in scenario.unscraped)
            if value and not away:
                yield life, second, value


def _steady() -> Iterator[Life]:
    for slot in range(SLOTS):
        yield Life(f"pod-{slot}", slot, 0, DAYS * DAY + 1)


def _restarted() -> Iterator[Life]:
    """Every pod restarts in its place every six hours, none with another."""
    for slot in range(SLOTS):
        times = [0, *range((slot + 1) * HOUR, DAYS * DAY, 6 * HOUR), DAYS * DAY + 1]
        for begin, end in pairwise(times):
            yield Life(f"pod-{slot}", slot, begin, end)


def _deployed() -> Iterator[Life]:
    """New pods every six hours, one slot after the other.

    Three hours later the first restarts in its place. The first pod of the last slot lives for four
    minutes only.
    """
    for slot in range(SLOTS):
        begins = [0, *(time + 150 * slot for time in range(6 * HOUR, DAYS * DAY, 6 * HOUR))]
        for number, (begin, end) in enumerate(
            zip(begins, (*begins[1:], DAYS * DAY + 1), strict=True)
        ):
            pod = f"pod-{number}-{slot}"
            if slot == 0:
                yield Life(pod, slot, begin, begin + 3 * HOUR)
                yield Life(pod, slot, begin + 3 * HOUR, end)
            elif slot == 1:
                yield Life(pod, slot, begin, end)
            else:
                yield Life(f"{pod}-crashed", slot, begin, begin + 4 * MINUTE)
                yield Life(pod, slot, begin + 4 * MINUTE, end)


def _daily(second: int) -> float:
    """Traffic that swings twentyfold between night and day."""
    swing = (1 - math.cos(2 * math.pi * ((second % DAY) - 2 * HOUR) / DAY)) / 2
    return 5 + 95 * swing


def _during(day: int, start: int, length: int, share: float) -> Callable[[int], float]:
    begin = day * DAY + start
    return lambda second: share if begin <= second < begin + length else _USUAL


def _burns(second: int) -> float:
    """A hair above 14.4 and 6 times the even pace: at it, rounding would decide."""
    day, rest = divmod(second, DAY)
    if day == 5 and rest < 3 * HOUR:
        return 0.0145
    if day == 12 and rest < 12 * HOUR:
        return 0.00605
    return 0.002 if 20 <= day < 23 else _USUAL / 5


def _busy(second: int) -> float:
    """So many requests that no single error decides when a threshold is crossed."""
    return 20 * _daily(second)


def _silent(second: int) -> float:
    """No traffic for an hour on two days."""
    day, rest = divmod(second, DAY)
    return 0.0 if day in (9, 21) and PEAK <= rest < PEAK + HOUR else _daily(second)


def _quiet_nights(second: int) -> float:
    """One request in eight minutes at night."""
    return 1 / 480 if second % DAY < 7 * HOUR else _daily(second)


def _late_errors(second: int) -> float:
    return 0.05 if 20 * DAY + PEAK <= second < 20 * DAY + PEAK + 2 * HOUR else 0.0


def _bad_deploys(second: int) -> float:
    """Errors of 2 % for ten minutes from each deploy on."""
    return 0.02 if second >= 6 * HOUR and second % (6 * HOUR) < 10 * MINUTE else _USUAL / 2


_GAPS = (
    (8 * DAY + PEAK, 8 * DAY + PEAK + 10 * MINUTE),
    (15 * DAY + PEAK - HOUR // 2, 15 * DAY + PEAK + 3 * HOUR // 2),
)

SCENARIOS = (
    Scenario("20 % errors for an hour at peak", _daily, _during(15, PEAK, HOUR, 0.2), _steady),
    Scenario("the same at night", _daily, _during(15, NIGHT, HOUR, 0.2), _steady),
    Scenario(
        "total outage of 15 minutes at peak", _daily, _during(18, PEAK, 15 * MINUTE, 1), _steady
    ),
    Scenario("burns of 14.4x 3 h, 6x 12 h, 2x 3 d", _busy, _burns, _steady),
    Scenario(
        "an hour without traffic on two days", _silent, _during(14, PEAK, HOUR, 0.1), _steady
    ),
    Scenario(
        "nights with a request in 8 minutes", _quiet_nights, _during(14, PEAK, HOUR, 0.1), _steady
    ),
    Scenario("no error series for weeks", _daily, _late_errors, _steady),
    Scenario(
        "counters reset every six hours", _daily, _during(15, PEAK, 2 * HOUR, 0.1), _restarted
    ),
    Scenario("bad deploys every six hours", _daily, _bad_deploys, _deployed, allowed=0.04),
    Scenario(
        "unscraped 10 min and 2 h, incident inside",
        _daily, _during(15, PEAK, HOUR, 0.2), _steady, _GAPS, healed=True,
    ),
)  # fmt: skip


class Episode(NamedTuple):
    """A burn whose alerts are timed: of which scenario, from when to when."""

    name: str
    scenario: int
    begin: int
    end: int


EPISODES = (
    Episode("total outage 15 min", 2, 18 * DAY + PEAK, 18 * DAY + PEAK + 15 * MINUTE),
    Episode("20 % errors at peak", 0, 15 * DAY + PEAK, 15 * DAY + PEAK + HOUR),
    Episode("20 % errors at night", 1, 15 * DAY + NIGHT, 15 * DAY + NIGHT + HOUR),
    Episode("14.4x for 3 h", 3, 5 * DAY, 5 * DAY + 3 * HOUR),
    Episode("6x for 12 h", 3, 12 * DAY, 12 * DAY + 12 * HOUR),
    Episode("2x for 3 d", 3, 20 * DAY, 23 * DAY),
)
