"""Budgets and burn rates."""

from __future__ import annotations

from decimal import Decimal

import pytest

from observability.base.duration import Duration, hours, minutes, seconds
from observability.slo import burn
from observability.slo.windows import PAIRS

FAST, SIX_HOURS, DAY, THREE_DAYS = PAIRS


def test_budgets_are_exact() -> None:
    """99.9 % leaves 0.001, not the nearest binary fraction."""
    assert Decimal("0.001") == burn.budget(Decimal("99.9"))


def test_a_budget_in_minutes() -> None:
    """99.9 % of 30 days leaves 43.2 minutes of total outage."""
    assert Decimal("43.2") == burn.budget_minutes(Decimal("0.001"))


def test_thresholds_stay_within_reach() -> None:
    """14.4 times a budget of 10 % would be 144 % errors, which never come."""
    assert Decimal("0.0144") == burn.threshold(Decimal("0.001"), FAST.factor)
    assert burn.CEILING == burn.threshold(Decimal("0.1"), FAST.factor)
    assert burn.is_rescaled(Decimal("0.1"), FAST.factor)
    assert not burn.is_rescaled(Decimal("0.05"), FAST.factor)


@pytest.mark.parametrize(
    ("objective", "errors", "expected"),
    [
        ("99.9", "1", Duration(51_840)),
        ("99.9", "0.0288", minutes(30)),
        ("99.9", "0.0144", None),
        ("99", "1", Duration(518_400)),
        ("90", "1", minutes(48)),
        ("90", "0.8", None),
        ("99.9", "7", Duration(51_840)),
        ("99.9", "0", None),
    ],
)
def test_the_time_to_fire(objective: str, errors: str, expected: Duration | None) -> None:
    """A total outage of a 99.9 % service pages after 52 seconds; at the very threshold, never."""
    share = burn.budget(Decimal(objective))

    assert expected == burn.time_to_fire(FAST, share, Decimal(errors))


def test_slow_pairs_take_longer() -> None:
    """The pairs are ordered by how fast they fire at a total outage."""
    share = Decimal("0.001")
    times = [burn.time_to_fire(pair, share, Decimal(1)) or hours(99) for pair in PAIRS]

    assert times == sorted(times)


def test_few_errors_in_little_traffic() -> None:
    """Below some traffic the least number of errors exceeds the threshold on its own."""
    needed = burn.events_until(FAST, Decimal("0.001"))
    events_in_the_hour = needed * Decimal(hours(1).seconds)

    assert abs(burn.minimum(FAST.factor) / events_in_the_hour - Decimal("0.0144")) < Decimal(
        "1e-20"
    )
    assert seconds(3600) == FAST.long
