"""Examples for regular expressions."""

from __future__ import annotations

import re

import pytest

from observability.base.sample import other, sample

SIMPLE = [
    "500",
    "5..",
    "5..|429",
    "(timeout|error)",
    "(?:a|b)c",
    "[45]\\d\\d",
    "[^2].*",
    "[^a-z0-9]+",
    "/api/v[12]/.+",
    "a{3}b{1,2}",
    "x+y*z?",
    "^5..$",
    ".+",
    "",
    "\\.",
    "[]a]",
    "a|",
]
BEYOND = [
    "(?=x)",
    "(?i)abc",
    "[",
    "(",
    ")",
    "*",
    "a++",
    "(?P<n>a)(?P=n)",
    "a{999999999}",
    "((a{1000}){1000}){1000}",
    "(" * 5000,
    "\\",
    "[^\\s\\S]",
]


@pytest.mark.parametrize("pattern", SIMPLE)
def test_a_sample_matches(pattern: str) -> None:
    """What is sampled is matched in full."""
    assert re.fullmatch(pattern, sample(pattern))


@pytest.mark.parametrize("pattern", BEYOND)
def test_what_is_beyond_is_said(pattern: str) -> None:
    """An expression without a simple example is refused, in time and without a crash."""
    with pytest.raises(ValueError, match="no simple example"):
        sample(pattern)


@pytest.mark.parametrize("pattern", [one for one in SIMPLE if one != ".*"])
def test_another_does_not_match(pattern: str) -> None:
    """What is to be no match is none."""
    assert not re.fullmatch(pattern, other(pattern))


@pytest.mark.parametrize("pattern", [".*", "(.+)?", "[^\\n]*"])
def test_what_matches_everything_is_said(pattern: str) -> None:
    """There is no other for an expression that matches everything."""
    with pytest.raises(ValueError, match="matches everything"):
        other(pattern)
