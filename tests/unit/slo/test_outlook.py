"""observability.slo.outlook: what an objective comes to, by numbers worked out by hand."""

from __future__ import annotations

from decimal import Decimal

from observability.base.duration import Duration, days, hours, minutes, seconds
from observability.slo.outlook import outlook
from observability.slo.windows import PERIOD, TABLES

MONTH = TABLES[PERIOD]


def test_budget_of_three_nines() -> None:
    """0.1 % of 30 days are 43.2 minutes; of 10 events a second, 25920 events."""
    sight = outlook(Decimal("99.9"), Decimal(10), MONTH)

    assert (Decimal("43.2"), Decimal(25920)) == (sight.minutes, sight.events)


def test_budget_of_a_week() -> None:
    """A week has 7/30 of the budget of 30 days, and pages at 8 % of it in an hour: 13.44x."""
    sight = outlook(Decimal("99.9"), Decimal(10), TABLES[days(7)])

    assert (Decimal("10.08"), Decimal(6048)) == (sight.minutes, sight.events)
    assert Decimal("13.44") == sight.guards[0].factor


def test_no_traffic_stated() -> None:
    """Without traffic, nothing is said about events."""
    sight = outlook(Decimal(99), None, MONTH)

    assert (None, None) == (sight.events, sight.guards[0].errors)


def test_times_to_fire() -> None:
    """The fast pair of 99.9 %: 1.44 % of an hour is 51.84 s; ten times the pace is too slow."""
    guard = outlook(Decimal("99.9"), None, MONTH).guards[0]

    assert (Duration(51_840), None, None) == (guard.outage, guard.tenfold, guard.twofold)


def test_slow_pair_sees_twice_the_pace() -> None:
    """At twice the pace, the mean of 3 days passes the limit after half of them."""
    guard = outlook(Decimal(99), None, MONTH).guards[-1]

    assert hours(36) == guard.twofold


def test_threshold_out_of_reach_is_lowered() -> None:
    """14.4 times 10 % is 144 %: it is lowered to 80 %, which a total outage passes in 48 minutes."""
    guard = outlook(Decimal(90), None, MONTH).guards[0]

    assert (Decimal(8), minutes(48)) == (guard.factor, guard.outage)


def test_little_traffic_waits_for_errors() -> None:
    """An event in 100 s: the two errors that a page waits for take 200 s, not 52."""
    guard = outlook(Decimal("99.9"), Decimal("0.01"), MONTH).guards[0]

    assert (2, 2, seconds(200)) == (guard.least, guard.errors, guard.outage)


def test_much_traffic_waits_for_the_share() -> None:
    """Of 36000 events in an hour, 1.44 % are 518.4: the 519th error fires the page."""
    guard = outlook(Decimal("99.9"), Decimal(10), MONTH).guards[0]

    assert (519, Duration(51_840)) == (guard.errors, guard.outage)


def test_too_little_traffic_to_see_an_outage() -> None:
    """An event in two hours: no hour holds the two errors that a page waits for."""
    guard = outlook(Decimal("99.9"), 1 / Decimal(7200), MONTH).guards[0]

    assert guard.is_blind


def test_where_the_least_errors_decide() -> None:
    """Two errors in an hour are above 1.44 % if there are fewer than 139 events in it."""
    guard = outlook(Decimal("99.9"), None, MONTH).guards[0]

    assert Decimal(2) / (Decimal("0.0144") * int(seconds(3600).seconds)) == guard.floor
