"""observability.promql.rewrite: selectors change, all else stays."""

from __future__ import annotations

from observability.base.duration import minutes
from observability.base.labels import Matcher
from observability.promql import build
from observability.promql.expr import Aggregate, Binary, Expr, Matching, Selector, Subquery, Text
from observability.promql.printer import text
from observability.promql.rewrite import rewrite


def _here(selector: Selector) -> Expr:
    return selector.where(Matcher("site", "=", "here"))


def test_selectors_change_wherever_they_stand() -> None:
    """Calls, aggregations, both sides of operations and subqueries are looked through."""
    expr = Binary(
        "/",
        Aggregate("sum", build.rate(Selector("a"), minutes(5)), by=("x",)),
        build.call("max_over_time", Subquery(Selector("b"), minutes(10), minutes(1))),
        Matching(on=("x",)),
    )

    assert text(rewrite(expr, _here)) == (
        'sum by (x) (rate(a{site="here"}[5m]))\n/ on (x) max_over_time((b{site="here"})[10m:1m])'
    ).replace("\n", " ")


def test_what_a_user_wrote_stays() -> None:
    """A text has no selectors until it is parsed, and is not printed again."""
    own = build.above(Text("rate(a[5m])"), 1)

    assert own == rewrite(own, _here)
