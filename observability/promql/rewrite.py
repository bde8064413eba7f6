"""An expression with its selectors changed, and all else as it was."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from observability.promql.expr import Aggregate, Binary, Call, Expr, Selector, Subquery

__all__ = ["rewrite"]


def rewrite(expr: Expr, change: Callable[[Selector], Expr]) -> Expr:
    """Return *expr* with what *change* makes of each selector; a user's text stays as written."""
    match expr:
        case Selector():
            return change(expr)
        case Call():
            return attrs.evolve(expr, args=tuple(rewrite(one, change) for one in expr.args))
        case Aggregate() | Subquery():
            return attrs.evolve(expr, expr=rewrite(expr.expr, change))
        case Binary():
            left, right = rewrite(expr.left, change), rewrite(expr.right, change)
            return attrs.evolve(expr, left=left, right=right)
        case _:
            return expr
