"""observability.promql.ranges: what an expression reads, built from values or written as text."""

from __future__ import annotations

import pytest

from observability.base.duration import hours, minutes, seconds
from observability.promql import build
from observability.promql.expr import Aggregate, Expr, Selector, Subquery, Text
from observability.promql.printer import text
from observability.promql.ranges import reads

A, B = Selector("a_total"), Selector("b")
SUBQUERY = Subquery(build.rate(A, minutes(2)), minutes(5), seconds(30))

EXPRESSIONS: dict[str, Expr] = {
    "nothing": build.vector(1),
    "an instant": B,
    "a range": build.sum_by(build.rate(A, minutes(2)), "code"),
    "both sides": build.divide(
        build.rate(A, minutes(2)), build.above(build.sum_over(B, hours(1)), 0)
    ),
    "a subquery": build.call("avg_over_time", SUBQUERY),
    "an aggregation with a parameter": Aggregate("topk", B, parameter=build.literal(3)),
    "a minus": Text("-b + (-b)"),
}


@pytest.mark.parametrize("expr", EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_values_and_their_text_read_the_same(expr: Expr) -> None:
    """The parser's tree of what is printed tells what the values tell."""
    assert reads(expr) == reads(Text(text(expr)))


def test_ranges_and_times() -> None:
    """A subquery reads what is in it at each of its steps."""
    found = [(one.use.metric, one.over, one.times) for one in reads(EXPRESSIONS["a subquery"])]

    assert [("a_total", minutes(2), 10)] == found


def test_minus_is_not_overlooked() -> None:
    """A sign before a selector does not hide it."""
    assert 2 == len(reads(EXPRESSIONS["a minus"]))
