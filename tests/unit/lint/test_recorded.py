"""The labels of recorded series follow from the rules, whatever reads whatever."""

from __future__ import annotations

from observability.base.labels import Labels, Matcher
from observability.lint.queries import RECORD, Query
from observability.lint.recorded import recorded_names
from observability.promql.infer import Names
from observability.promql.parser import tree


def _known(metric: str, _matchers: tuple[Matcher, ...]) -> Names:
    return frozenset({"pod", "job"}) if metric == "up" else None


def _names(*rules: tuple[str, str, dict[str, str]]) -> dict[str, Names]:
    queries = [
        Query(kind=RECORD, name=name, path="", text=text, labels=Labels(labels))
        for name, text, labels in rules
    ]
    return recorded_names(queries, {one.text: tree(one.text) for one in queries}, _known)


def test_labels_of_the_expression_and_of_the_rule() -> None:
    """A rule adds its own labels."""
    found = _names(("a", "sum by (pod) (up)", {"window": "5m"}))

    assert {"a": frozenset({"pod", "window"})} == found


def test_rules_that_stand_before_what_they_read() -> None:
    """The order of the rules does not matter."""
    found = _names(("b", "a * 2", {}), ("a", "sum by (pod) (up)", {}))

    assert frozenset({"pod"}) == found["b"]


def test_several_rules_for_one_series() -> None:
    """A series has what any of its rules gives it."""
    found = _names(("a", "sum by (pod) (up)", {}), ("a", "sum by (job) (up)", {}))

    assert frozenset({"pod", "job"}) == found["a"]


def test_a_rule_that_keeps_its_own_value() -> None:
    """What it reads of itself brings nothing new, or what it adds each time."""
    found = _names(
        ("a", "sum by (pod) (up) or (a unless on (pod) up)", {}),
        ("b", 'sum by (pod) (up) or label_replace(b, "kept", "$1", "pod", "(.*)")', {}),
    )

    assert frozenset({"pod"}) == found["a"]
    assert frozenset({"pod", "kept"}) == found["b"]


def test_rules_in_a_circle_may_have_any_label() -> None:
    """What can not be told is not called wrong."""
    found = _names(("a", "b", {}), ("b", "a or up", {}))

    assert found["a"] is None
    assert found["b"] is None
