"""A user's query split into the rates of events, or the reason why it can not be.

What is accepted is proven linear, operation by operation (see `terms`): then events per second
are the query over any window, and the windows can be computed from rates that were recorded over
a short one. Whatever is not listed here is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import attrs

from observability.base.duration import Duration
from observability.promql import parser
from observability.promql.expr import Expr
from observability.promql.rates import Walk, bare
from observability.promql.rewrite import rewrite
from observability.promql.terms import Constant, Refusal, Term

__all__ = ["WINDOW", "Linear", "Refusal", "must_pair", "split", "split_ratio"]

WINDOW = re.compile(r"\{\{-?\s*\.window\s*-?\}\}")
"""Where the range stands in a Sloth query."""

_SPACE = re.compile(r'("(?:[^"\\]|\\.)*")|\s+')
# No user writes these ranges; a text that might is tried with the second.
_MARKS = (("1000003ms", "3ms|003"), ("1000007ms", "7ms|007"))


@attrs.frozen(kw_only=True)
class Linear:
    """A query that can be computed from event rates.

    Args:
        labels: The labels that tell its series apart, sorted.
        counts: Whether the query says events in the window, not per second.
        always: Whether it has a value even if no series exists.
        strict: Whether what is missing was not measured, and must not count as 0.
        expr: The rates, over a range that stands for the window.
    """

    labels: tuple[str, ...]
    counts: bool
    always: bool
    strict: bool
    expr: Expr

    def rate(self, window: Duration) -> Expr:
        """Return its events per second over *window*."""
        return rewrite(self.expr, lambda selector: selector.range(window))


@lru_cache(maxsize=256)
def split(query: str) -> Linear:
    """Return *query*, a text with ``{{.window}}``, as a sum of rates.

    Raises:
        Refusal: If that is not provably the same.
    """
    tree, window = _parsed(query)
    return _finished(Walk(window=window), tree, query)


def split_ratio(query: str) -> tuple[str, str]:
    """Return the errors and the total of *query*, a quotient of sums of rates, as two queries.

    One less the share of the good is such a quotient, too: its errors are all less the good.

    Raises:
        Refusal: If it is anything else, or one of the two is refused by `split`.
    """
    tree, window = _parsed(query)
    errors, total = (one.replace(str(window), "{{.window}}") for one in _quotient(tree))
    if len(WINDOW.findall(query)) > len(WINDOW.findall(errors + total)):
        raise Refusal("has {{.window}} where no range of a rate stands")
    must_pair(split(errors), split(total))
    return errors, total


def must_pair(errors: Linear, total: Linear) -> None:
    """Refuse two queries whose quotient is no ratio of the same events.

    Raises:
        Refusal: If their labels or their units differ.
    """
    if errors.labels != total.labels:
        listed = (", ".join(one.labels) or "none" for one in (errors, total))
        raise Refusal("divides sums by different labels ({} and {})".format(*listed))
    if errors.counts is not total.counts:
        raise Refusal("divides events (`increase`) by events per second (`rate`), or the reverse")


def _parsed(query: str) -> tuple[Any, Duration]:
    for mark, risky in _MARKS:
        if re.search(risky, query):
            continue
        try:
            tree = parser.tree(WINDOW.sub(mark, query))
        except ValueError as error:
            raise Refusal(f"is not valid PromQL: {str(error).strip()}") from None
        return tree, Duration.parse(mark)
    raise Refusal("has numbers that can not be told from the window")


def _finished(walk: Walk, tree: Any, query: str) -> Linear:
    found = walk.visit(tree)
    _must_read_windows(walk, query)
    if isinstance(found, Constant):
        raise Refusal("is a constant, which counts no events")
    return _linear(found)


def _linear(term: Term) -> Linear:
    if term.labels is None:
        raise Refusal("does not sum its series up, so each scraped one would be an SLO of its own")
    return Linear(
        labels=term.labels,
        counts=term.counts,
        always=term.always,
        strict=term.strict,
        expr=term.expr,
    )


def _must_read_windows(walk: Walk, query: str) -> None:
    if walk.windows != len(WINDOW.findall(query)):
        raise Refusal("has {{.window}} where no range of a rate stands")


def _quotient(tree: Any) -> tuple[str, str]:
    node = bare(tree)
    if type(node).__name__ != "BinaryExpr":
        raise Refusal("is no quotient of two sums of rates")
    operation = str(node.op)
    if operation == "or" and _is(node.rhs, 0):
        return _quotient(node.lhs)  # no events: neither good nor bad, then
    if operation == "-" and _is(node.lhs, 1):
        good, total = _quotient(node.rhs)
        return f"({total}) - ({good})", total
    if operation == "/" and (node.modifier is None or node.modifier.matching is None):
        return _written(node.lhs), _written(node.rhs)
    raise Refusal("is no quotient of two sums of rates")


def _written(node: Any) -> str:
    return _SPACE.sub(lambda found: found[1] or " ", bare(node).prettify().strip())


def _is(tree: Any, value: int) -> bool:
    """Tell whether *tree* is the number *value*, perhaps as a vector."""
    node = bare(tree)
    if type(node).__name__ == "Call" and node.func.name == "vector":
        node = bare(node.args[0])
    return type(node).__name__ == "NumberLiteral" and node.val == value
