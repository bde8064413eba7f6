"""What is doubtful about the queries of a spec: valid PromQL that does not say what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import attrs

from observability.base.duration import Duration
from observability.base.labels import Matcher
from observability.promql import parser
from observability.promql.linear import WINDOW
from observability.promql.parser import Use

__all__ = ["Doubt", "doubts"]

_MARK = "13d7m"  # stands for the window while a query is parsed
_SUCCESS = re.compile(r"[(^]*2(?:\d\d|\.\.|xx|\.\*|\.\+|\[0-9\]\{2\})[)$]*")
_COMPARISONS = ("==", "!=", ">", ">=", "<", "<=")
_WHOLE = re.compile(r"\d+")
# The buckets of the Go and Python client libraries, in seconds, where none are declared:
# https://pkg.go.dev/github.com/prometheus/client_golang/prometheus#DefBuckets and
# https://prometheus.github.io/client_python/instrumenting/histogram/
_USUAL = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)


@attrs.frozen(kw_only=True)
class Doubt:
    """Something doubtful in a query.

    Args:
        query: Which one: ``errors``, ``total`` or ``ratio``.
        near: The text that it is about, as it stands in the query; empty for all of it.
    """

    query: str
    near: str
    message: str
    help: str = ""


def doubts(queries: dict[str, str]) -> tuple[Doubt, ...]:
    """Return what is doubtful about *queries*, by their names, in the order of the text."""
    trees = {name: _tree(text) for name, text in queries.items()}
    found = [one for name, tree in trees.items() for one in _alone(name, tree)]
    if trees.get("errors") is not None and trees.get("total") is not None:
        found += _together(trees["errors"], trees["total"])
    return tuple(found)


def _tree(text: str) -> Any:
    """Return the syntax tree; None where the text is no PromQL, which others report."""
    try:
        return parser.tree(WINDOW.sub(_MARK, text))
    except ValueError:
        return None


def _alone(name: str, tree: Any) -> Iterator[Doubt]:
    if tree is not None:
        yield from _fixed(name, tree)
        yield from _precedence(name, tree)
        yield from _bounds(name, tree)


def _fixed(name: str, tree: Any) -> Iterator[Doubt]:
    for over in dict.fromkeys(_ranges(tree)):
        if over != _MARK:
            yield Doubt(
                query=name,
                near=f"[{over}",
                message=f"the range [{over}] is fixed, so it is the same for every window",
                help="write [{{.window}}]",
            )


def _ranges(node: Any) -> list[str]:
    """The ranges that decide over which time *node* looks: in a subquery, only its own."""
    if type(node).__name__ in ("MatrixSelector", "SubqueryExpr"):
        return [str(Duration(round(node.range / timedelta(milliseconds=1))))]
    return [one for child in _children(node) for one in _ranges(child)]


def _precedence(name: str, tree: Any) -> Iterator[Doubt]:
    """``a or vector(0) / b`` divides the 0, not a."""
    for node in _nodes(tree):
        if type(node).__name__ != "BinaryExpr" or str(node.op) != "or":
            continue
        right = node.rhs
        if (
            type(right).__name__ == "BinaryExpr"
            and str(right.op) in ("/", "*")
            and _zero(right.lhs)
        ):
            yield Doubt(
                query=name,
                near="or",
                message=f"`or` binds weaker than `{right.op}`: only the vector(0) is divided",
                help="put (… or vector(0)) in parentheses",
            )


def _bounds(name: str, tree: Any) -> Iterator[Doubt]:
    for use in _uses(tree):
        for le in _limits(use):
            if _WHOLE.fullmatch(le.value):
                yield Doubt(
                    query=name,
                    near=str(le),
                    message=f"le={le.value!r} matches nothing in Prometheus 3, which writes"
                    f" {le.value}.0",
                    help=f'write le=~"{le.value}(\\\\.0)?"',
                )
            elif use.metric.endswith("_seconds_bucket") and not _usual(le.value):
                yield Doubt(
                    query=name,
                    near=str(le),
                    message=f"le={le.value!r} is none of the buckets that client libraries have"
                    " by default; without it the query is empty",
                    help="look at /metrics, or declare the bucket in the service",
                )


def _together(errors: Any, total: Any) -> Iterator[Doubt]:
    yield from _polarity(errors)
    counted, every = _uses(errors), _uses(total)
    if set(counted) == set(every) and not _compares(errors):
        yield Doubt(
            query="errors",
            near="",
            message="errors read the same series as the total, so all events are errors",
            help="select the errors, by a status label or a bucket",
        )
    for use in counted:
        near = [one for one in every if one.metric == use.metric]
        if near and not any(set(one.matchers) <= set(use.matchers) for one in near):
            listed = ", ".join(map(str, sorted(set(near[0].matchers) - set(use.matchers))))
            yield Doubt(
                query="errors",
                near=use.metric,
                message=f"counts errors among events that the total leaves out: it lacks {listed}",
                help=f"add {listed} to the errors, or take it out of the total",
            )


def _compares(tree: Any) -> bool:
    """Tell whether *tree* selects by value, so that the same series may yield different events."""
    return any(
        type(one).__name__ == "BinaryExpr" and str(one.op) in _COMPARISONS for one in _nodes(tree)
    )


def _polarity(errors: Any) -> Iterator[Doubt]:
    """Buckets hold the fast requests: as errors they may only be subtracted."""
    for use in _added(errors, adding=True):
        for le in _limits(use):
            yield Doubt(
                query="errors",
                near=str(le),
                message=f"counts the requests within {le.value} as errors: those are the good ones",
                help=f"write total - {use.metric.removesuffix('_bucket')}_bucket{{{le}}}",
            )
        for status in filter(_succeeds, use.matchers):
            yield Doubt(
                query="errors",
                near=str(status),
                message=f"counts what succeeds ({status}) as errors",
                help="select the failures, or write total - good",
            )


def _succeeds(matcher: Matcher) -> bool:
    """Tell whether *matcher* selects by a status of success."""
    status = matcher.label in ("code", "status", "status_code", "http_status", "response_code")
    return status and matcher.op in ("=", "=~") and _SUCCESS.fullmatch(matcher.value) is not None


def _added(node: Any, *, adding: bool) -> list[Use]:
    """The selectors that add to *node*, not those that are taken away from something."""
    if type(node).__name__ == "BinaryExpr" and str(node.op) == "-":
        return _added(node.lhs, adding=adding) + _added(node.rhs, adding=not adding)
    if type(node).__name__ == "VectorSelector":
        return [parser.use(node)] if adding else []
    return [one for child in _children(node) for one in _added(child, adding=adding)]


def _limits(use: Use) -> list[Matcher]:
    if not use.metric.endswith("_bucket"):
        return []
    return [one for one in use.matchers if one.label == "le" and one.op == "=" and _finite(one)]


def _finite(le: Matcher) -> bool:
    return le.value not in ("+Inf", "Inf")


def _usual(bound: str) -> bool:
    try:
        return float(bound) in _USUAL
    except ValueError:
        return False


def _uses(tree: Any) -> list[Use]:
    return [parser.use(one) for one in _nodes(tree) if type(one).__name__ == "VectorSelector"]


def _zero(node: Any) -> bool:
    return type(node).__name__ == "Call" and node.func.name == "vector"


def _nodes(tree: Any) -> Iterator[Any]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(_children(node)))


def _children(node: Any) -> list[Any]:
    match type(node).__name__:
        case "BinaryExpr":
            return [node.lhs, node.rhs]
        case "Call":
            return list(node.args)
        case "MatrixSelector":
            return [node.vector_selector]
        case "AggregateExpr" | "ParenExpr" | "UnaryExpr" | "SubqueryExpr":
            return [node.expr]
    return []
