"""Printed PromQL is what PromQL's own reader understands."""

from __future__ import annotations

from typing import Any

import promql_parser
from hypothesis import example, given, settings

from observability.base.labels import Matcher
from observability.base.quantity import number
from observability.promql.expr import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Number,
    Selector,
    Text,
)
from observability.promql.parser import Use, check, uses
from observability.promql.printer import text
from tests.property.strategies import expressions, matchers


def _bracketed(expr: Expr) -> str:
    """Write *expr* the simplest way that can not be misread: brackets around everything."""
    match expr:
        case Selector():
            inner = ",".join(map(str, expr.matchers))
            return f"({expr.metric}{{{inner}}})" if expr.over is None else text(expr)
        case Number():
            return f"({number(expr.value)})"
        case Text():
            return f"({expr.text}\n)"
        case Call():
            return f"({expr.function}({','.join(map(_bracketed, expr.args))}))"
        case Aggregate():
            word = "by" if expr.by else "without"
            labels = expr.by or expr.without
            grouping = f" {word} ({','.join(labels)})" if labels else ""
            parameter = f"{text(expr.parameter)}," if expr.parameter else ""
            return f"({expr.op}{grouping}({parameter}{_bracketed(expr.expr)}))"
        case Binary():
            return f"({_bracketed(expr.left)} {_operator(expr)} {_bracketed(expr.right)})"
    raise TypeError(expr)


def _operator(expr: Binary) -> str:
    words = [expr.op, "bool"] if expr.as_bool else [expr.op]
    if expr.matching is not None and expr.matching.on is not None:
        words.append(f"on({','.join(expr.matching.on)})")
    elif expr.matching is not None and expr.matching.ignoring:
        words.append(f"ignoring({','.join(expr.matching.ignoring)})")
    if expr.matching is not None and expr.matching.group_left is not None:
        words.append(f"group_left({','.join(expr.matching.group_left)})")
    return " ".join(words)


def _structure(node: Any) -> Any:
    """Return what the reader understood, without brackets and without its own layout."""
    kind = type(node).__name__
    match kind:
        case "ParenExpr":
            return _structure(node.expr)
        case "BinaryExpr":
            return (str(node.op), str(node.modifier), _structure(node.lhs), _structure(node.rhs))
        case "AggregateExpr":
            return (str(node.op), str(node.modifier), _structure(node.expr), str(node.param))
        case "Call":
            return (node.func.name, [_structure(one) for one in node.args])
        case "UnaryExpr":
            return ("-", _structure(node.expr))
        case _:
            return (kind, node.prettify())


def _understood(query: str) -> Any:
    return _structure(promql_parser.parse(query))


@settings(max_examples=150)
@given(expr=expressions)
def test_text_means_what_the_tree_means(expr: Expr) -> None:
    """Leaving brackets out where they are not needed changes nothing."""
    assert _understood(_bracketed(expr)) == _understood(text(expr))


@settings(max_examples=150)
@given(expr=expressions)
def test_the_width_changes_the_layout_only(expr: Expr) -> None:
    """One line, ordinary lines or the narrowest: the same expression."""
    flat = _understood(text(expr, 10**6))

    assert flat == _understood(text(expr))
    assert flat == _understood(text(expr, 10))


@settings(max_examples=100)
@given(expr=expressions)
def test_what_is_printed_is_valid(expr: Expr) -> None:
    """Every tree prints as PromQL that our own check accepts, always the same."""
    assert check(text(expr)) is None
    assert text(expr) == text(expr)


@settings(max_examples=300)
@given(matcher=matchers)
@example(matcher=Matcher("a", "=", 'x"y\\z\n{}[]\r\t\u2028'))
@example(matcher=Matcher("a", "=~", "\\\\d+|\\n"))
def test_a_quoted_value_is_read_back(matcher: Matcher) -> None:
    """Whatever a label holds, the condition reads back as it was."""
    assert (Use("m", (matcher,)),) == uses(text(Selector("m", (matcher,))))
