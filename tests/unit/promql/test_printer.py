"""PromQL as text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from observability.base.duration import hours, minutes
from observability.base.labels import Matcher
from observability.promql import build
from observability.promql.expr import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Matching,
    Number,
    Selector,
    Text,
)
from observability.promql.parser import check
from observability.promql.printer import text

A, B, C = Selector("a"), Selector("b"), Selector("c")
FAILED = Selector("http_requests_total", (Matcher("job", "=", "api"), Matcher("code", "=~", "5..")))

PRINTED: list[tuple[Expr, str]] = [
    (A, "a"),
    (FAILED, 'http_requests_total{job="api", code=~"5.."}'),
    (FAILED.range(hours(1)), 'http_requests_total{job="api", code=~"5.."}[1h]'),
    (Number(Decimal("0.00001")), "0.00001"),
    (build.INFINITY, "Inf"),
    (build.rate(A, minutes(5)), "rate(a[5m])"),
    (build.sum_by(A), "sum(a)"),
    (build.sum_by(A, "x", "y"), "sum by (x, y) (a)"),
    (build.max_without(A, "x"), "max without (x) (a)"),
    (Aggregate("topk", A, parameter=build.literal(3)), "topk(3, a)"),
    (build.quantile(0.99, A, "x"), "histogram_quantile(0.99, sum by (le, x) (a))"),
    (build.divide(A, B, build.join("x", "y")), "a / on (x, y) group_left () b"),
    (Binary("*", A, B, Matching(ignoring=("x",), group_left=("y",))), "a * ignoring (x) group_left (y) b"),
    (build.unless(A, B, "x"), "a unless on (x) b"),
    (Binary(">", A, B, as_bool=True), "a > bool b"),
    (build.minus(A, build.minus(B, C)), "a - (b - c)"),
    (build.minus(build.minus(A, B), C), "a - b - c"),
    (build.times(build.minus(A, B), C), "(a - b) * c"),
    (build.minus(A, build.times(B, C)), "a - b * c"),
    (Binary("^", Binary("^", A, B), C), "(a ^ b) ^ c"),
    (Binary("^", A, Binary("^", B, C)), "a ^ (b ^ c)"),
    (Binary("^", Number(Decimal(-1)), Number(Decimal(2))), "(-1) ^ 2"),
    (build.above(build.both(A, B), 1), "(a and b) > 1"),
    (build.any_of(A, build.both(B, C)), "a or (b and c)"),
    (build.any_of(A, B, C), "a or b or c"),
    (build.divide(Text("sum(x) + y"), 3), "(sum(x) + y) / 3"),
    (Text("  sum(x) # all of them"), "sum(x)"),
    (build.above(Text("x # all\n+ y # and more"), 0), "(\n  x\n  + y\n)\n> 0"),
    (Text('x{a="# none"} # none'), 'x{a="# none"}'),
    (Text('x{a="\u2028\x85"}'), 'x{a="\u2028\x85"}'),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "expected"), PRINTED, ids=[text_ for _, text_ in PRINTED])
def test_prints_promql(expr: Expr, expected: str) -> None:
    """Each node has one text, with no brackets too few; and PromQL reads it."""
    assert expected == text(expr)
    assert check(expected) is None


def test_long_expressions_break_at_operators() -> None:
    """A long line breaks before an operator and inside brackets, as code does."""
    rate = build.sum_by(build.rate(FAILED, minutes(5)), "route")
    sum_ = 'sum by (route) (\n  rate(http_requests_total{job="api", code=~"5.."}[5m])\n)'
    expected = f"{sum_}\n/ on (route)\n{sum_}"

    assert expected == text(build.divide(rate, rate, Matching(on=("route",))), width=60)


def test_arguments_each_get_a_line() -> None:
    """The arguments of a call that is too long stand below each other."""
    expected = "clamp_max(\n  http_requests_total_of_all,\n  http_requests_total_of_all\n)"
    long = Selector("http_requests_total_of_all")

    assert expected == text(Call("clamp_max", (long, long)), width=40)


def test_nothing_else_is_an_expression() -> None:
    """A node that is none of the known ones is a mistake of ours."""
    with pytest.raises(TypeError, match="no PromQL for Expr"):
        text(Expr())
