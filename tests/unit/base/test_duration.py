"""Durations: Prometheus' own notation, and nothing but whole milliseconds."""

from __future__ import annotations

from typing import Any

import pytest

from observability.base.duration import Duration, days, hours, minutes, ms, seconds


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (ms(0), "0s"),
        (ms(1500), "1s500ms"),
        (seconds(90), "1m30s"),
        (minutes(5), "5m"),
        (hours(36), "1d12h"),
        (days(7), "1w"),
        (days(28), "4w"),
        (days(30), "30d"),
        (days(365), "1y"),
        (days(366), "366d"),
    ],
)
def test_prints_as_prometheus_does(duration: Duration, text: str) -> None:
    """Weeks and years are used only where they are exact, as in Prometheus' model.Duration."""
    assert text == str(duration)
    assert duration == Duration.parse(text)


@pytest.mark.parametrize("text", ["", "5", "5 m", "-5m", "1.5h", "5m1h", "5M", "m", "5m\n"])
def test_refuses_other_notations(text: str) -> None:
    """What Prometheus would not read is refused."""
    with pytest.raises(ValueError, match="is no duration"):
        Duration.parse(text)


@pytest.mark.parametrize("count", [1.5, "5", None, True, -1])
@pytest.mark.parametrize("unit", [ms, seconds, minutes, hours, days])
def test_counts_are_whole_and_not_negative(unit: Any, count: object) -> None:
    """Half a minute would print as a text that Prometheus does not read."""
    with pytest.raises(ValueError, match="write a whole number from 0 up"):
        unit(count)


def test_milliseconds_are_whole() -> None:
    """A duration of fractions can not be made at all."""
    with pytest.raises(TypeError, match="no whole number"):
        Duration(0.5)  # type: ignore[arg-type]


def test_arithmetic_and_order() -> None:
    """Durations add, multiply and compare by length."""
    assert minutes(2) == seconds(60) + minutes(1)
    assert minutes(2) == seconds(30) * 4
    assert seconds(59) < minutes(1)
    assert not ms(0)
    assert 60.0 == minutes(1).seconds
    assert 60.0 == hours(1).minutes
