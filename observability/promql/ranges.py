"""How much an expression reads: each selector with its range, and how often it is looked up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from observability.base.duration import Duration
from observability.promql.expr import Aggregate, Binary, Call, Expr, Selector, Subquery, Text
from observability.promql.parser import Use, tree, use

__all__ = ["Read", "reads"]

_DEFAULT_STEP = Duration(60_000)  # of Prometheus: evaluation_interval, unless configured


@attrs.frozen(kw_only=True)
class Read:
    """A selector where it stands.

    Args:
        use: The metric and its conditions.
        over: Its range, or None: it reads one sample of each series.
        times: How often it is read: once, or once for each step of the subqueries around it.
        fixed: Whether it is read at one moment, whenever it is evaluated.
    """

    use: Use
    over: Duration | None = None
    times: int = 1
    fixed: bool = False


def reads(expr: Expr) -> tuple[Read, ...]:
    """Return all that *expr* reads, in the order of the text.

    Raises:
        ValueError: If a user's text in it is no valid PromQL.
    """
    return tuple(_walk(expr, 1))


def _walk(expr: Expr, times: int) -> Iterator[Read]:
    match expr:
        case Selector():
            fixed = expr.until is not None
            own = Use(expr.metric, expr.matchers)
            yield Read(use=own, over=expr.over, times=times, fixed=fixed)
        case Text():
            yield from _parsed(tree(expr.text), times)
        case Call():
            for argument in expr.args:
                yield from _walk(argument, times)
        case Aggregate():
            yield from _walk(expr.expr, times)
        case Subquery():
            steps = expr.over.milliseconds // expr.step.milliseconds
            yield from _walk(expr.expr, times * max(steps, 1))
        case Binary():
            yield from _walk(expr.left, times)
            yield from _walk(expr.right, times)


def _parsed(node: Any, times: int) -> Iterator[Read]:
    """Yield what a node of the parser's tree reads."""
    match type(node).__name__:
        case "VectorSelector":
            yield Read(use=use(node), times=times)
        case "MatrixSelector":
            over = Duration(_milliseconds(node.range))
            yield Read(use=use(node.vector_selector), over=over, times=times)
        case "SubqueryExpr":
            step = _milliseconds(node.step) or _DEFAULT_STEP.milliseconds
            steps = _milliseconds(node.range) // step
            yield from _parsed(node.expr, times * max(steps, 1))
        case "Call":
            for argument in node.args:
                yield from _parsed(argument, times)
        case "BinaryExpr":
            yield from _parsed(node.lhs, times)
            yield from _parsed(node.rhs, times)
        case "AggregateExpr" | "ParenExpr" | "UnaryExpr":
            yield from _parsed(node.expr, times)
        case _:
            return


def _milliseconds(length: Any) -> int:
    return 0 if length is None else round(length.total_seconds() * 1000)
