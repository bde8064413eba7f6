"""Latency from a native histogram: what is asked of it."""

from __future__ import annotations

from observability import SLO, NativeLatency, minutes, ms
from observability.promql.printer import text
from tests.core_definitions import TIMES, problems_of

SLI = NativeLatency(histogram=TIMES, under=ms(250), only={"route": "/pay"})
RATES = 'sum(rate(answer_seconds{job="api", namespace="shop-prod", route="/pay"}[2m]))'


def test_errors_are_all_events_less_the_fast_share() -> None:
    """Never below 0; without events there is no share, and no errors."""
    events = f"histogram_count({RATES})"
    fast = f"histogram_fraction(0, 0.25, {RATES}) * {events}"
    slow = f"clamp_min({events} - {fast}, 0) >= 0 < Inf"

    assert f"{slow} or {events} == 0" == text(SLI.error_rate(minutes(2)), 1000)
    assert events == text(SLI.event_rate(minutes(2)))


def test_groups_are_labels_of_the_histogram() -> None:
    """What it does not have is refused, and what it has is kept apart."""
    found = problems_of(SLO, sli=SLI, by=["code"])

    assert ["answer_seconds declares no label 'code'"] == [one.message for one in found]
    assert "sum by (route)" in text(SLI.event_rate(minutes(2), ("route",)))
