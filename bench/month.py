"""A month of requests for eight services, with the truth about each kept beside it.

Counters grow by whole events on a grid of scrapes; nothing is random, so every run is the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

SCRAPE = 30
DAY, HOUR, MINUTE = 86_400, 3_600, 60
PEAK, NIGHT = 14 * HOUR, 3 * HOUR


class Scenario(NamedTuple):
    """Requests a second and the share that fails, as functions of the second; and resets."""

    name: str
    rate: Callable[[int], float]
    errors: Callable[[int], float]
    resets: int = 0


class Truth(NamedTuple):
    """What really happened within the last 30 days."""

    errors: int
    total: int


def _daily(second: int) -> float:
    """Traffic that swings twentyfold between night and day."""
    swing = (1 - math.cos(2 * math.pi * ((second % DAY) - 2 * HOUR) / DAY)) / 2
    return 5 + 95 * swing


def _during(day: int, start: int, length: int, share: float) -> Callable[[int], float]:
    begin = day * DAY + start
    return lambda second: share if begin <= second < begin + length else 0.0005


def _burns(second: int) -> float:
    day, rest = divmod(second, DAY)
    if day == 5 and rest < 3 * HOUR:
        return 0.0144
    if day == 12 and rest < 12 * HOUR:
        return 0.006
    return 0.002 if 20 <= day < 23 else 0.0


def _gappy(second: int) -> float:
    """No traffic for an hour on two days."""
    day, rest = divmod(second, DAY)
    return 0.0 if day in (9, 21) and PEAK <= rest < PEAK + HOUR else _daily(second)


def _quiet_nights(second: int) -> float:
    """One request in eight minutes at night."""
    return 1 / 480 if second % DAY < 7 * HOUR else _daily(second)


def _late_errors(second: int) -> float:
    return 0.05 if 20 * DAY + PEAK <= second < 20 * DAY + PEAK + 2 * HOUR else 0.0


SCENARIOS = (
    Scenario("incident at peak", _daily, _during(15, PEAK, HOUR, 0.2)),
    Scenario("same incident at night", _daily, _during(15, NIGHT, HOUR, 0.2)),
    Scenario("total outage of 15 minutes", _daily, _during(18, PEAK, 15 * MINUTE, 1.0)),
    Scenario("slow burns", _daily, _burns),
    Scenario("traffic gaps", _gappy, _during(14, PEAK, HOUR, 0.1)),
    Scenario("sparse nights", _quiet_nights, _during(14, PEAK, HOUR, 0.1)),
    Scenario("no error series for weeks", _daily, _late_errors),
    Scenario("counter resets", _daily, _during(15, PEAK, 2 * HOUR, 0.1), resets=6 * HOUR),
)


def samples(scenario: Scenario, days: int) -> Iterator[tuple[int, int | None, int]]:
    """Yield second, failed and good requests counted so far; failed is None before the first."""
    failed = good = 0.0
    seen = False
    for second in range(0, days * DAY + 1, SCRAPE):
        if second:
            count = scenario.rate(second - SCRAPE) * SCRAPE
            share = scenario.errors(second - SCRAPE)
            failed, good = failed + count * share, good + count * (1 - share)
        seen = seen or failed >= 1
        yield second, int(failed) if seen else None, int(good)
        if scenario.resets and second % scenario.resets == 0:
            failed = good = 0.0


def truth(scenario: Scenario, days: int) -> Truth:
    """Count the events of the last 30 of *days* from the model, not from the counters."""
    errors = total = 0.0
    for second in range(max(0, (days - 30) * DAY), days * DAY, SCRAPE):
        count = scenario.rate(second) * SCRAPE
        total += count
        errors += count * scenario.errors(second)
    return Truth(round(errors), round(total))
