"""observability.compile.delay: the way from an event to an alert, hop by hop."""

from __future__ import annotations

from pathlib import Path

import pytest

from observability.app import plan
from observability.base.duration import Duration, minutes, seconds
from observability.compile.delay import delay
from observability.io.starter import start
from observability.slo.windows import PAIRS

# A scrape (30s), half the rate's range (1m) and the events' group (30s) come first; then
# the groups of the windows, and at last the ticket's own group (2m); pages are in theirs.
RATES = seconds(30) + minutes(1) + seconds(30)
EXPECTED = (
    RATES + seconds(30),  # one group records the ratios and what burns, and pages
    RATES + minutes(1) + seconds(30),  # 6h has a group of its own
    RATES + minutes(5) + minutes(2) + minutes(2),  # 5-minute buckets, long windows, tickets
    RATES + minutes(5) + minutes(2) + minutes(2),
)


@pytest.mark.parametrize(("pair", "expected"), list(zip(PAIRS, EXPECTED, strict=True)))
def test_delay(tmp_path: Path, pair: object, expected: Duration) -> None:
    """Each hop adds what it waits at most."""
    start(str(tmp_path / "shop"), "0")
    made, _, _ = plan(str(tmp_path / "shop"))

    assert made is not None
    assert expected == delay(made, made.catalog.slos[0], pair)  # type: ignore[arg-type]
