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

_STRINGS = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|#[^\n]*"
_PARTS = re.compile(rf"{_STRINGS}|(?<![\w:.])[0-9]+(?:_[0-9]+)+", re.DOTALL)
_LONGEST = 2000
_VALUE = re.compile(r"[A-Za-z0-9_ /.:-]+")
_UNDERSCORE = re.compile(r"[0-9]_[0-9]")
_QUOTED_TWICE = re.compile(r"\\\\Q(.*?)(?:\\\\E|(?=[\"']\Z))", re.DOTALL)
_QUOTED = re.compile(r"\\Q(.*?)(?:\\E|\Z)", re.DOTALL)


def verdict(query: str) -> str | None:
    """Return what is wrong with *query*, or None if Prometheus would take it.

    Queries that differ in the values of labels alone are parsed once.
    """
    return None if _exact(_shape(query)) is None else _exact(query)


@lru_cache(maxsize=4096)
def _exact(query: str) -> str | None:
    try:
        root = tree(_adapted(query))
    except ValueError as error:
        return str(error).strip() or "invalid PromQL"
    return _too_new(root)


def _shape(query: str) -> str:
    """Return *query* with ``x`` for each value that a label must equal.

    Only where that is easy to tell: there are no texts in other quotes, no escapes, no comments.
    An empty value stays, for a selector needs one that is not; so do brackets, which are counted.
    """
    if len(query) > _LONGEST or any(sign in query for sign in "'`\\#") or "__name__" in query:
        return query
    parts = query.split('"')
    for at in range(1, len(parts) - 1, 2):
        before = parts[at - 1]
        if before[-1:] == "=" and before[-2:-1].isalnum() and _VALUE.fullmatch(parts[at]):
            parts[at] = "x"
    return '"'.join(parts)


def _adapted(query: str) -> str:
    if "`" in query or "\\Q" in query or _UNDERSCORE.search(query):
        return _PARTS.sub(_readable, query)
    return query


def _readable(found: re.Match[str]) -> str:
    """Return a text in back quotes in double quotes, and literal parts of a regex escaped."""
    text = found[0]
    if text[0] == "`":
        inner = _QUOTED.sub(lambda part: re.escape(part[1]), text[1:-1])
        inner = inner.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + inner.replace("\n", "\\n").replace("\r", "\\r") + '"'
    if text[0].isdigit():
        return text.replace("_", "")
    if text[0] in "\"'" and "\\\\Q" in text:
        return _QUOTED_TWICE.sub(lambda part: re.escape(part[1]).replace("\\", "\\\\"), text)
    return text


def _too_new(root: Any) -> str | None:
    import promql_parser  # noqa: PLC0415

    found: list[str] = []

    def visit(node: Any) -> bool:
        if isinstance(node, promql_parser.Call) and _is_experimental(node.func):
            found.append(f"parse error: unknown function with name {node.func.name!r}")
        elif isinstance(node, promql_parser.VectorSelector):
            found.extend(_selector(node.matchers))
        elif isinstance(node, promql_parser.AggregateExpr) and str(node.op) in _EXPERIMENTAL:
            found.append(f"parse error: {node.op} is experimental")
        return True

    promql_parser.walk(root, visit)
    return found[0] if found else None


def _is_experimental(function: Any) -> bool:
    return bool(function.experimental) or function.name == "first_over_time"


def _selector(matchers: Any) -> list[str]:
    """Return what Prometheus does not take of *matchers*."""
    if matchers.or_matchers:
        return ["parse error: alternatives with 'or' inside braces are MetricsQL"]
    regexes = [one.value for one in matchers.matchers if str(one.op) in _REGEX]
    return [f"parse error: error parsing regexp: {one}" for one in regexes if _is_no_re2(one)]


def _is_no_re2(regex: str) -> bool:
    """Tell whether *regex* repeats a repetition, or something more than a thousand times."""
    bare = _CLASS.sub("x", regex)
    if _REPEATED.search(bare):
        return True
    counts = (int(one) for pair in _COUNT.findall(bare) for one in pair if one)
    return any(one > _MOST for one in counts)


_REGEX = ("MatchOp.Re", "MatchOp.NotRe")
_CLASS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]", re.DOTALL)
_REPEATED = re.compile(r"(?:[*+]|(?<!\()\?|\{[0-9]+(?:,[0-9]*)?\})\??[*+]")
_COUNT = re.compile(r"\{([0-9]{1,9})(?:,([0-9]{0,9}))?\}")
_MOST = 1000
_EXPERIMENTAL = ("limitk", "limit_ratio")
