"""Queries of formats without a variable for the window, made queries over any window."""

from __future__ import annotations

import re
from typing import Any

from observability.promql import parser

__all__ = ["over_any_window"]

_STRING = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`[^`]*`"
_RANGE = re.compile(rf"(?P<text>{_STRING})|\[\s*(?P<over>(?:\d+(?:ms|[smhdwy]))+)\s*\]")
_VARIABLE = re.compile(r"\{\{\s*\.window\s*\}\}|\$(?:__rate_interval|__interval|\{?window\}?)")
_ANY = "{{.window}}"


def over_any_window(query: str, *, counter: bool) -> str | None:
    """Return *query* with ``{{.window}}`` for the window, or None if it can not be told where.

    A rate over a fixed range is taken over the window instead: its mean over the window is that.
    Where a *counter* is read as it is, its rate is meant.
    """
    if _VARIABLE.search(query):
        return _VARIABLE.sub(_ANY, query)
    ranges = {found["over"] for found in _RANGE.finditer(query) if found["over"]}
    if len(ranges) == 1:
        return _RANGE.sub(lambda found: found["text"] or f"[{_ANY}]", query)
    return _counted(query) if counter and not ranges else None


def _counted(query: str) -> str | None:
    """Return the rate of the one counter that *query* reads or sums up."""
    try:
        tree = parser.tree(query)
    except ValueError:
        return None
    head = "sum"
    if type(tree).__name__ == "AggregateExpr" and str(tree.op) == "sum":
        head = _head(tree)
        tree = tree.expr
    if type(tree).__name__ != "VectorSelector":
        return None
    return f"{head}(rate({tree.prettify()}[{_ANY}]))"


def _head(tree: Any) -> str:
    modifier = tree.modifier
    if modifier is None:
        return "sum"
    word = "by" if str(modifier.type).endswith("By") else "without"
    return f"sum {word} ({', '.join(modifier.labels)}) "
