"""Exact numbers and Kubernetes quantities."""

from __future__ import annotations

from decimal import Decimal

import pytest

from observability.base.quantity import Cpu, Memory, decimal, number, short


def test_decimals_are_what_was_written() -> None:
    """A float becomes the decimal that a person reads, not the nearest binary fraction."""
    assert Decimal("99.9") == decimal(99.9)
    assert Decimal("0.001") == (100 - decimal(99.9)) / 100


@pytest.mark.parametrize("value", ["x", "", float("nan"), float("inf"), "1_0 0"])
def test_what_is_no_number_is_refused(value: object) -> None:
    """NaN and infinity are no numbers to define anything by."""
    with pytest.raises(ValueError, match=r"is no number|is not finite"):
        decimal(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.00001", "0.00001"),
        ("1E+3", "1000"),
        ("100", "100"),
        ("1.50", "1.5"),
        ("-0.25", "-0.25"),
        ("Infinity", "Inf"),
        ("-Infinity", "-Inf"),
    ],
)
def test_numbers_are_written_in_full(value: str, text: str) -> None:
    """There is no exponent and no zero too many."""
    assert text == number(Decimal(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "0"),
        ("0.0014400", "0.00144"),
        ("0.0123456", "0.0123"),
        ("99.95", "100"),
        ("1.44", "1.44"),
    ],
)
def test_short_numbers_have_three_digits(value: str, text: str) -> None:
    """Readers get three significant digits."""
    assert text == short(Decimal(value))


@pytest.mark.parametrize("text", ["250m", "1", "2"])
def test_processors_print_as_read(text: str) -> None:
    """Whole cores and thousandths keep their notation."""
    assert text == str(Cpu.parse(text))


def test_processors_are_compared_by_size() -> None:
    """The notation does not matter."""
    assert Cpu.parse("0.5") == Cpu.parse("500m")
    assert Cpu.parse("900m") < Cpu.parse("1")


def test_memory_prints_in_the_largest_whole_unit() -> None:
    """Powers of two are used where they are exact."""
    assert "1Gi" == str(Memory.parse("1024Mi"))
    assert "1000000000" == str(Memory.parse("1G"))
    assert Memory.parse("1G") < Memory.parse("1Gi")


@pytest.mark.parametrize("text", ["", "m", "1.2345", "-1", "1 ", "1Mi", "500 m", "½"])
def test_no_processors(text: str) -> None:
    """Other texts are no amount of processor."""
    with pytest.raises(ValueError, match="processor quantity"):
        Cpu.parse(text)


@pytest.mark.parametrize("text", ["", "Mi", "1.5Gi", "-1", "1gb", "1m", "1 Gi"])
def test_no_memory(text: str) -> None:
    """Other texts are no amount of memory."""
    with pytest.raises(ValueError, match="memory quantity"):
        Memory.parse(text)
