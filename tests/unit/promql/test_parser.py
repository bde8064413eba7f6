"""What a user's query uses, and what is wrong with it."""

from __future__ import annotations

import pytest

from observability.base.labels import Matcher
from observability.promql.parser import MAX_DEPTH, MAX_LENGTH, Use, check, uses


def test_selectors_are_found_in_order() -> None:
    """Each selector is named with its conditions, wherever it stands."""
    query = 'sum(rate(b{x!="1"}[5m])) / on (y) a{z=~"q|r", w!~"s"} offset 1h'
    expected = (
        Use("b", (Matcher("x", "!=", "1"),)),
        Use("a", (Matcher("z", "=~", "q|r"), Matcher("w", "!~", "s"))),
    )

    assert expected == uses(query)


def test_a_name_may_be_a_condition() -> None:
    """The name in braces is the metric's name, too."""
    assert (Use("a", (Matcher("b", "=", "c"),)),) == uses('{__name__="a", b="c"}')


def test_subqueries_are_entered() -> None:
    """The selector inside of a subquery counts."""
    assert (Use("a", ()),) == uses("max_over_time(rate(a[5m])[1h:1m])")


@pytest.mark.parametrize(
    "query", ["", "a{", "sum(", "a[5m] > 0 or", "rate(a)", "a{b=~'('}", "1 +", "nosuch(a)"]
)
def test_wrong_queries_are_explained(query: str) -> None:
    """A query that Prometheus would refuse yields a reason."""
    assert check(query)


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ("a" * (MAX_LENGTH + 1), "characters"),
        ("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1), "nests deeper"),
        ("-" * 5000 + "1", "operators"),
        ("(" * 9000 + "1", "nests deeper"),
    ],
)
def test_queries_that_would_crash_the_parser_are_refused(query: str, limit: str) -> None:
    """The parser library overflows its stack on some texts; they never reach it."""
    assert limit in str(check(query))
