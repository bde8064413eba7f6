"""Label sets and matchers."""

from __future__ import annotations

from typing import Any

import pytest

from observability.base.labels import Labels, Matcher, is_label_name, is_metric_name, quote


def test_labels_are_sorted_and_equal_by_content() -> None:
    """The order in which labels are written changes nothing."""
    first, second = Labels({"b": "2", "a": "1"}), Labels({"a": "1", "b": "2"})

    assert first == second
    assert hash(first) == hash(second)
    assert ["a", "b"] == list(first)
    assert '{a="1", b="2"}' == str(first)


def test_labels_look_up_and_join() -> None:
    """The right side of a join wins; a missing name raises KeyError."""
    joined = Labels({"a": "1"}) | {"a": "2", "b": "3"}

    assert {"a": "2", "b": "3"} == dict(joined)
    with pytest.raises(KeyError, match="c"):
        joined["c"]


def test_labels_survive_wrong_names() -> None:
    """Names of several types can be held until somebody reports them."""
    wrong: Any = {1: "x", None: "y", "b": "z"}

    assert 3 == len(Labels(wrong))


@pytest.mark.parametrize(
    ("value", "text"), [("a", '"a"'), ('"', '"\\""'), ("\\d", '"\\\\d"'), ("a\nb", '"a\\nb"')]
)
def test_quotes_what_would_end_the_text(value: str, text: str) -> None:
    """Quotes, backslashes and line ends are escaped."""
    assert text == quote(value)


@pytest.mark.parametrize(
    ("matcher", "value", "expected"),
    [
        (Matcher("a", "=", "x"), "x", True),
        (Matcher("a", "=", "x"), "y", False),
        (Matcher("a", "!=", "x"), "", True),
        (Matcher("a", "=~", "x.*"), "xyz", True),
        (Matcher("a", "=~", "x"), "xyz", False),
        (Matcher("a", "!~", "x|y"), "y", False),
        (Matcher("a", "!~", "x|y"), "", True),
    ],
)
def test_matches_in_full(matcher: Matcher, value: str, *, expected: bool) -> None:
    """Expressions match the whole value, as in Prometheus."""
    assert expected is matcher.matches(value)


def test_a_value_with_a_meaning_is_an_expression() -> None:
    """What looks like a regular expression is one; everything else is literal."""
    assert Matcher("code", "=~", "5..") == Matcher.of("code", "5..")
    assert Matcher("code", "=", "500") == Matcher.of("code", "500")


@pytest.mark.parametrize("name", ["a\n", "1a", "a-b", "", "é"])
def test_names_are_plain(name: str) -> None:
    """Names that would need quotes are no names."""
    assert not is_label_name(name)
    assert not is_metric_name(name)


def test_only_metrics_have_colons() -> None:
    """A colon is for recorded series."""
    assert is_metric_name("slo:a:b")
    assert not is_label_name("slo:a:b")
