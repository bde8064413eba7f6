"""The selectors of an expression, whether it was built from values or written as text."""

from __future__ import annotations

from collections.abc import Iterator

from observability.promql.expr import Aggregate, Binary, Call, Expr, Selector, Subquery, Text
from observability.promql.parser import Use, uses

__all__ = ["selectors"]


def selectors(expr: Expr) -> tuple[Use, ...]:
    """Return every metric that *expr* reads, with its conditions, in the order of the text.

    Raises:
        ValueError: If a user's text in it is no valid PromQL.
    """
    return tuple(_walk(expr))


def _walk(expr: Expr) -> Iterator[Use]:
    match expr:
        case Selector():
            yield Use(expr.metric, expr.matchers)
        case Text():
            yield from uses(expr.text)
        case Call():
            for arg in expr.args:
                yield from _walk(arg)
        case Aggregate() | Subquery():
            yield from _walk(expr.expr)
        case Binary():
            yield from _walk(expr.left)
            yield from _walk(expr.right)
