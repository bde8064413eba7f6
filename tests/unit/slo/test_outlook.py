"""observability.slo.outlook: what an objective comes to, by numbers worked out by hand."""

from __future__ import annotations

from decimal import Decimal

from observability.base.duration import Duration, hours, minutes, seconds
from observability.slo.outlook import outlook


def test_budget_of_three_nines() -> None:
    """0.1 % of 30 days are 43.2 minutes; of 10 events a second, 25920 events."""
    sight = outlook(Decimal("99.9"), Decimal(10))

    assert (Decimal("43.2"), Decimal(25920)) == (sight.minutes, sight.events)


def test_no_traffic_stated() -> None:
    """Without traffic, nothing is said about events."""
    assert outlook(Decimal(99), None).events is None


def test_times_to_fire() -> None:
    """The fast pair of 99.9 %: 1.44 % of an hour is 51.84 s; ten times the pace is too slow."""
    guard = outlook(Decimal("99.9"), None).guards[0]

    assert (Duration(51_840), None, None) == (guard.outage, guard.tenfold, guard.twofold)


def test_slow_pair_sees_twice_the_pace() -> None:
    """At twice the pace, the mean of 3 days passes the limit after half of them."""
    guard = outlook(Decimal(99), None).guards[-1]

    assert hours(36) == guard.twofold


def test_threshold_out_of_reach_is_lowered() -> None:
    """14.4 times 10 % is 144 %: it is lowered to 80 %, which a total outage passes in 48 minutes."""
    guard = outlook(Decimal(90), None).guards[0]

    assert (Decimal(8), minutes(48)) == (guard.factor, guard.outage)


def test_one_error_in_little_traffic() -> None:
    """One error in an hour is above 1.44 % if there are fewer than 70 events in it."""
    guard = outlook(Decimal("99.9"), None).guards[0]

    assert Decimal(1) / (Decimal("0.0144") * int(seconds(3600).seconds)) == guard.floor
