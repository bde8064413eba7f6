"""Burn rates: what a budget is worth, when an alert fires, when it can not."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from observability.base.duration import Duration
from observability.slo.windows import PERIOD, Pair

__all__ = [
    "CEILING",
    "budget",
    "budget_minutes",
    "events_until",
    "is_rescaled",
    "minimum",
    "threshold",
    "time_to_fire",
]

# The highest error ratio that an alert may wait for. A factor of 14.4 on a budget of 10 % would
# wait for 144 % errors, for ever; such a threshold is lowered to this.
CEILING = Decimal("0.8")

# How often chance alone may pass for a burn: while no more fails than the budget allows.
_CHANCE = Decimal("0.01")
_MOST = 10


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


def budget_minutes(share: Decimal, period: Duration = PERIOD) -> Decimal:
    """Return the budget as minutes of total outage in the *period*, at even traffic."""
    return share * period.milliseconds / 60_000


@lru_cache(maxsize=64)
def minimum(factor: Decimal) -> int:
    """Return how many bad events a long window must hold before it may alert at *factor*.

    With little traffic a single error exceeds the threshold. Where n errors just reach it, a
    service that fails at the even pace of its budget expects ``n / factor`` of them; the minimum
    is the smallest n that chance (Poisson) brings at most once in a hundred windows. A factor
    near 1 would ask for ever more, so ten are always enough.
    """
    return next((n for n in range(2, _MOST) if _tail(n, n / factor) <= _CHANCE), _MOST)


def _tail(least: int, expected: Decimal) -> Decimal:
    """Return the probability of *least* events or more where so many are *expected*."""
    term = (-expected).exp()
    below = Decimal(0)
    for count in range(least):
        below += term
        term = term * expected / (count + 1)
    return 1 - below


def events_until(pair: Pair, share: Decimal) -> Decimal:
    """Return the events per second below which the least number of errors is enough for *pair*.

    With less traffic, `minimum` errors in the long window exceed its threshold.
    """
    long = Decimal(pair.long.milliseconds) / 1000
    return minimum(pair.factor) / (threshold(share, pair.factor) * long)
