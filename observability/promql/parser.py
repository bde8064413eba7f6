"""Text to facts, through the PromQL parser library; the only import of it.

The library crashes the process on expressions that nest thousands deep, so the length,
the depth of brackets and the number of operators are limited before it sees a text.
"""

from __future__ import annotations

import re
from typing import Any

import attrs

from observability.base.labels import Matcher

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "Use", "check", "tree", "use", "uses"]

MAX_LENGTH = 20_000
MAX_DEPTH = 200
MAX_OPERATORS = 2_000

_OPERATOR = re.compile(r"[-+*/%^<>=!]|\b(?:and|or|unless|atan2)\b")


@attrs.frozen
class Use:
    """A series selector in an expression: the metric's name and its conditions."""

    metric: str
    matchers: tuple[Matcher, ...]


def check(query: str) -> str | None:
    """Return what is wrong with *query*, or None if it is valid PromQL."""
    try:
        tree(query)
    except ValueError as error:
        return str(error).strip() or "invalid PromQL"
    return None


def uses(query: str) -> tuple[Use, ...]:
    """Return the selectors in *query* in the order they are written.

    Raises:
        ValueError: If *query* is not valid PromQL.
    """
    import promql_parser  # noqa: PLC0415

    found: list[Use] = []

    def visit(node: Any) -> bool:
        if isinstance(node, promql_parser.VectorSelector):
            found.append(use(node))
        return True

    promql_parser.walk(tree(query), visit)
    return tuple(found)


def tree(query: str) -> Any:
    """Return the root of the library's syntax tree of *query*.

    Raises:
        ValueError: If *query* is not valid PromQL, or larger than the library can bear.
    """
    import promql_parser  # noqa: PLC0415

    if len(query) > MAX_LENGTH:
        raise ValueError(f"the expression has {len(query)} characters, the limit is {MAX_LENGTH}")
    if len(query) > MAX_DEPTH and _depth(query) > MAX_DEPTH:
        raise ValueError(f"the expression nests deeper than {MAX_DEPTH} brackets")
    if len(query) > MAX_OPERATORS and len(_OPERATOR.findall(query)) > MAX_OPERATORS:
        raise ValueError(f"the expression has more than {MAX_OPERATORS} operators")
    return promql_parser.parse(query)


def _depth(query: str) -> int:
    if sum(map(query.count, "([{")) <= MAX_DEPTH:
        return 0  # the exact depth takes a look at each character
    deepest = depth = 0
    for character in query:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    return deepest


def use(node: Any) -> Use:
    """Return what the selector *node* of a syntax tree reads."""
    matchers = [Matcher(m.name, _OPS[str(m.op)], m.value) for m in node.matchers.matchers]
    named = [m.value for m in matchers if m.label == "__name__" and m.op == "="]
    rest = tuple(m for m in matchers if not (m.label == "__name__" and m.op == "="))
    return Use(node.name or (named[0] if named else ""), rest)


_OPS = {
    "MatchOp.Equal": "=",
    "MatchOp.NotEqual": "!=",
    "MatchOp.Re": "=~",
    "MatchOp.NotRe": "!~",
}
