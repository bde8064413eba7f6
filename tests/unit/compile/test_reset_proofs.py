"""observability.compile.reset_moments and reset_readers: when proofs look, and what must count."""

from __future__ import annotations

import pytest

from observability.base.labels import EMPTY
from observability.compile.reset_moments import SHOWN, Look, looks, spacing
from observability.compile.reset_readers import Reader

RESET = 1_795_514_400
HOUR, DAY = 3600, 86_400


def _reader(window: int, longer: int = 435) -> Reader:
    return Reader(series=("e", "t"), labels=EMPTY, window=window, longer=longer, told=())


@pytest.mark.parametrize(
    ("now", "reset", "expected"),
    [
        (RESET - 1, None, RESET - 1 - HOUR),
        (RESET + 1000, RESET, RESET + 435),
        (RESET + 435 + HOUR, RESET, RESET + 435),
        (RESET + 5000, RESET, RESET + 5000 - HOUR),
    ],
)
def test_samples_count_since_the_window_or_the_reset(
    now: int, reset: int | None, expected: int
) -> None:
    """Whichever is later; without a reset, the window alone."""
    reader = _reader(HOUR)
    samples = [(at, 1, 1) for at in (expected - 1, expected, expected + 1, now, now + 1)]

    assert samples[2:4] == reader.counted(samples, now, reset)


def test_each_window_is_looked_at_with_the_reset_in_it_and_behind_it() -> None:
    """Around the reset, when alerts are kept again, and for each window twice or more."""
    readers = [_reader(HOUR), _reader(30 * DAY)]
    found = list(looks((RESET,), readers))

    assert [RESET - 1, RESET, RESET + 600] == [one.now for one in found][:3]
    assert found[0].reset is None
    for window, longer in ((HOUR, 435), (30 * DAY, 435), (SHOWN, 0)):
        first = RESET + longer
        told = [one.now for one in found if (window, longer) in one.windows]
        assert any(first < at < first + window for at in told)
        assert any(first + window < at for at in told)


def test_a_later_reset_ends_what_is_looked_at_of_the_first() -> None:
    """From then on the second one counts."""
    later = RESET + 2 * HOUR
    found = list(looks((RESET, later), [_reader(30 * DAY)]))

    assert all(one.reset == (later if one.now >= later else RESET) for one in found[1:])
    assert [one.now for one in found] == sorted(one.now for one in found)
    assert later - 1 in {one.now for one in found}


@pytest.mark.parametrize("window", [1710, HOUR, 6 * HOUR, DAY, 30 * DAY])
@pytest.mark.parametrize("share", [0.75, 1.25])
def test_samples_lie_on_both_sides_of_where_a_window_begins_to_count(
    window: int, share: float
) -> None:
    """One before it at least, one after it at least, all at multiples of their distance."""
    now = RESET + 435 + int(window * share)
    look = Look(now=now, reset=RESET, windows=())
    begin, apart = spacing(look, window, 435)
    border = _reader(window).begin(now, RESET)
    times = range((begin // apart + 1) * apart, now, apart)

    assert any(begin < at < border for at in times)
    assert any(border < at < now for at in times)
    assert border not in times


def test_windows_of_minutes_are_left_to_single_samples() -> None:
    """Two samples in them would need millions before them."""
    look = Look(now=RESET + 500, reset=RESET, windows=())

    assert 0 == spacing(look, 210, 135)[1]
