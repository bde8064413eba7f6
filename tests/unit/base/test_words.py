"""Words for messages."""

from __future__ import annotations

import pytest

from observability import Environment
from observability.base.duration import minutes
from observability.base.words import described, nearest, shown

ENVIRONMENT = Environment(name="prod", namespace="prod", cluster="one")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        ("a", "'a', a str"),
        (5, "5, an int"),
        (minutes(5), "5m, a Duration"),
        (int, "int"),
        (ENVIRONMENT, "an Environment"),
        ("x" * 99, "'" + "x" * 56 + "..., a str"),
        (["a\nb"], "['a\\nb'], a list"),
    ],
)
def test_values_are_described_in_short(value: object, text: str) -> None:
    """A value is shown with its type; a definition, which is long, by its type alone."""
    assert text == described(value)


def test_strings_are_shown_in_quotes() -> None:
    """A text is quoted; what is no text is said in brackets."""
    assert "'a\\nb'" == shown("a\nb")
    assert "(an Environment)" == shown(ENVIRONMENT)


def test_the_nearest_word_is_found() -> None:
    """A slip of the finger is recognised, a different word is not."""
    assert "code" == nearest("cod", ["route", "code"])
    assert "" == nearest("banana", ["route", "code"])
    assert "" == nearest(5, ["route"])  # type: ignore[arg-type]
