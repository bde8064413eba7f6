"""Burn rates: what a budget is worth, when an alert fires, when it can not."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from observability.base.duration import Duration
from observability.slo.windows import PERIOD, Pair

__all__ = [
    "CEILING",
    "budget",
    "budget_minutes",
    "events_until",
    "is_rescaled",
    "threshold",
    "time_to_fire",
]

# The highest error ratio that an alert may wait for. A factor of 14.4 on a budget of 10 % would
# wait for 144 % errors, for ever; such a threshold is lowered to this.
CEILING = Decimal("0.8")


def budget(objective: Decimal) -> Decimal:
    """Return the share of events that may fail: 0.001 for an *objective* of 99.9 percent."""
    return (100 - objective) / 100


def threshold(share: Decimal, factor: Decimal) -> Decimal:
    """Return the error ratio above which a window burns too fast, at most `CEILING`."""
    return min(share * factor, CEILING)


def is_rescaled(share: Decimal, factor: Decimal) -> bool:
    """Tell whether the factor was lowered because its threshold could hardly be reached."""
    return share * factor > CEILING


def time_to_fire(pair: Pair, share: Decimal, errors: Decimal) -> Duration | None:
    """Return how long an error ratio of *errors* must last after a healthy time, or None: never.

    The mean over the long window passes the threshold t after the start when
    ``errors * t / long > threshold``; the short window passes it earlier. What scraping and
    evaluation add is not counted.
    """
    errors = min(errors, Decimal(1))
    limit = threshold(share, pair.factor)
    if errors <= limit:
        return None
    exact = pair.long.milliseconds * limit / errors
    return Duration(int(exact.to_integral_value(rounding=ROUND_CEILING)))


def budget_minutes(share: Decimal) -> Decimal:
    """Return the budget as minutes of total outage in the period, at even traffic."""
    return share * PERIOD.milliseconds / 60_000


def events_until(pair: Pair, share: Decimal) -> Decimal:
    """Return the events per second below which one single error exceeds the pair's threshold."""
    return 1 / (threshold(share, pair.factor) * pair.long.milliseconds / 1000)
