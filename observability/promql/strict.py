"""Whether a query is PromQL to Prometheus 3 without feature flags.

The parser library takes more than Prometheus does, and a little less; what is known of both is
made up for here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from observability.promql.parser import tree

__all__ = ["verdict"]

_STRINGS = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|#[^\n]*", re.DOTALL)
_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|\Z)", re.DOTALL)


@lru_cache(maxsize=16_384)
def verdict(query: str) -> str | None:
    """Return what is wrong with *query*, or None if Prometheus would take it."""
    try:
        root = tree(_STRINGS.sub(_readable, query) if "`" in query or "\\Q" in query else query)
    except ValueError as error:
        return str(error).strip() or "invalid PromQL"
    return _too_new(root)


def _readable(found: re.Match[str]) -> str:
    """Return a text in back quotes in double quotes, and literal parts of a regex escaped."""
    text = found[0]
    if text[0] == "`":
        inner = _QUOTED.sub(lambda part: re.escape(part[1]), text[1:-1])
        inner = inner.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + inner.replace("\n", "\\n").replace("\r", "\\r") + '"'
    return text


def _too_new(root: Any) -> str | None:
    import promql_parser  # noqa: PLC0415

    found: list[str] = []

    def visit(node: Any) -> bool:
        if isinstance(node, promql_parser.Call) and node.func.experimental:
            found.append(f"parse error: unknown function with name {node.func.name!r}")
        elif isinstance(node, promql_parser.VectorSelector) and node.matchers.or_matchers:
            found.append("parse error: alternatives with 'or' inside braces are MetricsQL")
        elif isinstance(node, promql_parser.AggregateExpr) and str(node.op) in _EXPERIMENTAL:
            found.append(f"parse error: {node.op} is experimental")
        return True

    promql_parser.walk(root, visit)
    return found[0] if found else None


_EXPERIMENTAL = ("limitk", "limit_ratio")
