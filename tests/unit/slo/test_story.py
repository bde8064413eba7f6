"""observability.slo.story: the oracle, by numbers worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from observability.base.duration import Duration, hours, minutes, seconds
from observability.slo.story import HISTORY, Pace, Segment, detection, mean, verdict
from observability.slo.windows import PAGE, TICKET

BUDGET = Decimal("0.001")
NONE, ALL = Decimal(0), Decimal(1)


def test_healthy_months_are_silent() -> None:
    """Nothing fails: no page, no ticket."""
    assert (False, False) == (verdict((), PAGE, BUDGET), verdict((), TICKET, BUDGET))


def test_the_literal_minutes_of_the_workbook() -> None:
    """2 % errors on 99.9 %: 14.4 x 0.1 % of an hour are gone after 43.2 minutes.

    An hour is filled by the rates of 58.5 minutes, so that 43 of 59 samples are enough.
    """
    found = detection(Decimal("0.02"), PAGE, BUDGET)

    assert (42, 43) == found


@pytest.mark.parametrize(
    ("pace", "window", "read"),
    [
        (Pace(), hours(1), minutes(58) + seconds(30)),
        (Pace(every=seconds(30), over=minutes(1)), minutes(5), minutes(4) + seconds(30)),
        (Pace(every=minutes(1), over=minutes(10)), minutes(5), minutes(1)),
    ],
)
def test_rates_look_back(pace: Pace, window: Duration, read: Duration) -> None:
    """The events of a window are told by the rates of a shorter time, of one rate at least."""
    assert read == pace.read(window)


def test_slow_burn_is_a_ticket_only() -> None:
    """Twice the even pace never pages; 3 d x 0.1 % / 0.2 % is a day and a half, to the minute."""
    assert detection(Decimal("0.002"), PAGE, BUDGET) is None
    assert (2159, 2162) == detection(Decimal("0.002"), TICKET, BUDGET)


@pytest.mark.parametrize(("healthy", "fires"), [(1, True), (7, False)])
def test_short_window_lets_go(healthy: int, fires: bool) -> None:
    """After 50 minutes at 2 %, the 5-minute window decides when the page ends."""
    story = (Segment(50, Decimal("0.02")), Segment(healthy, NONE))

    assert fires is verdict(story, PAGE, BUDGET)


def test_events_weigh_the_same() -> None:
    """Errors at a hundredth of the traffic are a hundredth of the errors."""
    quiet = (Segment(30, ALL, Decimal(1)), Segment(30, NONE, Decimal(100)))

    assert Decimal(1) / 101 == mean(quiet, minutes(61))  # sixty samples
    assert False is verdict((Segment(30, Decimal("0.04"), Decimal(1)),), PAGE, BUDGET)


def test_a_verdict_needs_every_reading() -> None:
    """Where Prometheus 2 and 3 could differ by a sample, nothing is claimed."""
    doubtful = [
        n for n in range(1, 60) if verdict((Segment(n, Decimal("0.02")),), PAGE, BUDGET) is None
    ]

    assert all(42 <= n <= 44 for n in doubtful)


def test_the_mean_over_all_history() -> None:
    """A ratio that never changes is every window's mean."""
    story = (Segment(HISTORY, Decimal("0.25")),)

    assert {Decimal("0.25")} == {mean(story, window) for window in map(minutes, (5, 60, 360, 4320))}


def test_a_tie_has_no_verdict() -> None:
    """Exactly three times the pace for a day: whether it fires hangs on the last bit of a float."""
    budget = Decimal("0.2057347")
    story = (Segment(2340, Decimal(0)), Segment(2160, budget * 3, Decimal(1)))

    assert verdict(story, TICKET, budget) is None
    assert verdict((story[0], Segment(2160, budget * 4, Decimal(1))), TICKET, budget) is True
