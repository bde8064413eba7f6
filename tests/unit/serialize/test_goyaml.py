"""YAML as go-yaml version 2 writes it."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from observability.base.natural import naturally
from observability.formats.go_number import fixed, short, short32
from observability.formats.go_scalar import resolve
from observability.serialize.goyaml import dump

LONG = "sloth_service=" + "x" * 20


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", "plain"),
        ("2", '"2"'),
        ("99.9", '"99.9"'),
        ("yes", '"yes"'),
        ("y", '"y"'),
        ("~", '"~"'),
        ("", '""'),
        ("2024-02-29", '"2024-02-29"'),
        ("2024-02-30", "2024-02-30"),
        ("1:30", '"1:30"'),
        ("#alerts", "'#alerts'"),
        ("a: b", "'a: b'"),
        ("it's", "it's"),
        ("- a", "'- a'"),
        ("tab\there", '"tab\\there"'),
        ("\U0001f600", '"\\U0001F600"'),
        ("é", "é"),
        ("two\nlines", "|-\n  two\n  lines"),
        ("two\nlines\n", "|\n  two\n  lines"),
        (" led\nby a space", "|2-\n   led\n  by a space"),
        ("a \nb", '"a \\nb"'),
    ],
)
def test_scalars(text: str, written: str) -> None:
    """Each text takes the style that go-yaml gives it."""
    assert f"key: {written}\n" == dump({"key": text})


def test_long_plain_text_is_folded_behind_column_80() -> None:
    """The break comes at the first single space beyond the width, indented by one level more."""
    text = f"{'a' * 78} b c"

    assert f"key: {'a' * 78}\n  b c\n" == dump({"key": text})


def test_keys_are_in_natural_order() -> None:
    """Numbers count as numbers, signs come before letters, letters by their code."""
    keys = frozenset(["k10", "k2", "a1", "a_b", "aB", "ab"])

    assert ("a_b", "a1", "aB", "ab", "k2", "k10") == naturally(keys)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.9990000000000001, "0.9990000000000001"), (1e6, "1e+06"), (1e-5, "1e-05"), (14.4, "14.4")],
)
def test_numbers_are_gos(value: float, written: str) -> None:
    """The shortest digits, and an exponent where Go has one."""
    assert written == short(value)


def test_numbers_without_exponent_and_in_single_precision() -> None:
    """An objective has no exponent; a label that was a number has single precision."""
    assert ("0.00001", "1.6777218e+07") == (fixed(1e-5), short32(16777217.5))


@pytest.mark.parametrize(
    ("text", "value"),
    [("yes", True), ("010", 8), ("1_000", 1000), ("0x1f", 31), ("1:30", "1:30"), ("2024-01-01", "2024-01-01"), ("1e3", 1000.0), ("null", None)],
)  # fmt: skip
def test_plain_scalars_are_read_as_go_does(text: str, value: object) -> None:
    """YAML 1.1 without base 60; dates stay text."""
    assert value == resolve(text)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029\ufeff\r"))


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), TEXTS, min_size=1))
def test_what_is_written_reads_back(value: dict[str, str]) -> None:
    """Whatever the text, a YAML reader gets it back."""
    assert value == yaml.load(dump(value), Loader=yaml.BaseLoader)  # noqa: S506
