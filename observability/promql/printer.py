"""Expression to text: the only place that writes PromQL syntax.

Short expressions stay on one line; longer ones break at operators and arguments, so that a rule
file reads like code. The text is the same for the same expression, always.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from observability.base.quantity import number
from observability.promql.expr import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Number,
    Selector,
    Subquery,
    Text,
)

__all__ = ["WIDTH", "text"]

WIDTH = 96
Fits = Callable[[str, int], bool]
_STEP = "  "
_STRING_OR_COMMENT = re.compile(r"""\"(?:\\.|[^"\\])*\"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*""")

# Binding strength, as in https://prometheus.io/docs/prometheus/latest/querying/operators/
_SETS = {"and", "or", "unless"}
_STRENGTH = {
    "or": 1,
    **dict.fromkeys(("and", "unless"), 2),
    **dict.fromkeys(("==", "!=", "<=", "<", ">=", ">"), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%", "atan2"), 5),
    "^": 6,
}


def _fits(line: str, width: int) -> bool:
    return len(line) <= width


def text(expr: Expr, width: int = WIDTH, fits: Fits = _fits) -> str:
    """Return *expr* as PromQL, broken into lines of at most *width* where that is possible.

    *fits* tells whether a text fits into a width: all that the lines depend on.
    """
    return "\n".join(_lines(expr, width, fits))


def _lines(expr: Expr, width: int, fits: Fits) -> list[str]:
    if isinstance(expr, Text):
        return _plain(expr).split("\n")
    flat = _flat(expr)
    if fits(flat, width) and "\n" not in flat:
        return [flat]
    match expr:
        case Binary():
            return _joined(expr, width, fits)
        case Call():
            return _nested(expr.function, list(expr.args), width, fits)
        case Aggregate():
            return _nested(_head(expr), _aggregated(expr), width, fits)
        case Subquery():
            lines = _nested("", [expr.expr], width, fits)
            return [*lines[:-1], f"){_span(expr)}"]
        case _:
            return [flat]


def _joined(expr: Binary, width: int, fits: Fits) -> list[str]:
    """Break before the operator; its right side stays beside it if it fits."""
    left = _operand(expr.left, expr, width, fits, right=False)
    operator = _operator(expr)
    right = _operand(expr.right, expr, width, fits, right=True)
    if len(right) == 1 and fits(right[0], width - len(operator) - 1):
        return [*left, f"{operator} {right[0]}"]
    if right[0] == "(":
        return [*left, f"{operator} (", *right[1:]]
    return [*left, operator, *right]


def _nested(head: str, args: list[Expr], width: int, fits: Fits) -> list[str]:
    lines = [f"{head}("]
    for index, arg in enumerate(args):
        inner = _lines(arg, width - len(_STEP), fits)
        inner[-1] += "," if index < len(args) - 1 else ""
        lines.extend(_STEP + line for line in inner)
    return [*lines, ")"]


def _operand(expr: Expr, parent: Binary, width: int, fits: Fits, *, right: bool) -> list[str]:
    if not _needs_parentheses(expr, parent, right=right):
        return _lines(expr, width, fits)
    inner = _lines(expr, width - len(_STEP), fits)
    if len(inner) == 1 and fits(inner[0], width - 2):
        return [f"({inner[0]})"]
    return ["(", *(_STEP + line for line in inner), ")"]


def _flat(expr: Expr) -> str:
    match expr:
        case Selector():
            return _selector(expr)
        case Number():
            return number(expr.value)
        case Text():
            return _plain(expr)
        case Call():
            return f"{expr.function}({', '.join(map(_flat, expr.args))})"
        case Aggregate():
            return f"{_head(expr)}({', '.join(map(_flat, _aggregated(expr)))})"
        case Subquery():
            return f"({_flat(expr.expr)}){_span(expr)}"
        case Binary():
            left = _wrapped(expr.left, expr, right=False)
            return f"{left} {_operator(expr)} {_wrapped(expr.right, expr, right=True)}"
        case _:
            raise TypeError(f"no PromQL for {type(expr).__name__}")


def _wrapped(expr: Expr, parent: Binary, *, right: bool) -> str:
    flat = _flat(expr)
    return f"({flat})" if _needs_parentheses(expr, parent, right=right) else flat


def _needs_parentheses(expr: Expr, parent: Binary, *, right: bool) -> bool:
    if isinstance(expr, Text):
        return True
    if isinstance(expr, Number):
        return expr.value < 0 and parent.op == "^" and not right  # -1 ^ 2 is -(1 ^ 2)
    if not isinstance(expr, Binary):
        return False
    mine, theirs = _STRENGTH[expr.op], _STRENGTH[parent.op]
    if expr.op != parent.op and {expr.op, parent.op} <= _SETS:
        return True  # correct without, but nobody remembers which of and/or binds tighter
    return mine < theirs or (mine == theirs and (right or parent.op == "^"))


def _plain(expr: Text) -> str:
    """Return the text without comments: a bracket that followed one would be part of it."""
    kept = _STRING_OR_COMMENT.sub(lambda found: "" if found[0][0] == "#" else found[0], expr.text)
    return "\n".join(line.rstrip() for line in kept.strip().split("\n") if line.strip())


def _selector(expr: Selector) -> str:
    matchers = ", ".join(map(str, expr.matchers))
    body = f"{expr.metric}{{{matchers}}}" if matchers else expr.metric
    ranged = f"{body}[{expr.over}]" if expr.over else body
    return ranged if expr.until is None else f"{ranged} @ {expr.until}"


def _span(expr: Subquery) -> str:
    return f"[{expr.over}:{expr.step}]"


def _head(expr: Aggregate) -> str:
    if expr.by:
        return f"{expr.op} by ({', '.join(expr.by)}) "
    return f"{expr.op} without ({', '.join(expr.without)}) " if expr.without else expr.op


def _aggregated(expr: Aggregate) -> list[Expr]:
    return [expr.parameter, expr.expr] if expr.parameter is not None else [expr.expr]


def _operator(expr: Binary) -> str:
    words = [expr.op, "bool"] if expr.as_bool else [expr.op]
    joined = expr.matching
    if joined is not None:
        if joined.on is not None:
            words.append(f"on ({', '.join(joined.on)})")
        elif joined.ignoring:
            words.append(f"ignoring ({', '.join(joined.ignoring)})")
        if joined.group_left is not None:
            words.append(f"group_left ({', '.join(joined.group_left)})")
    return " ".join(words)
