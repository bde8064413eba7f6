"""How many samples rules read: what an SLO costs Prometheus, estimated.

The law is that of a range selector: it reads each of its series once per scrape in its range, or
once per evaluation of the rule that recorded it. Measured against Prometheus' own count for the
rules of Sloth with 40 and 20 series, it is off by less than 1 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from observability.base.duration import Duration, minutes
from observability.compile.plan import RecordingRule, RuleGroup
from observability.promql import parser
from observability.promql.expr import Aggregate, Binary, Call, Expr, Selector, Subquery, Text
from observability.promql.linear import WINDOW
from observability.slo.windows import Table

__all__ = ["exact_samples", "sloth_samples"]

_STEP = minutes(1)  # Prometheus' default evaluation interval, that of a subquery without a step


def exact_samples(groups: Iterable[RuleGroup], series: int, scrape: Duration) -> Decimal:
    """Return the samples a second that *groups* read, if each scraped selector has *series*.

    What other rules recorded is one series for each selector.
    """
    groups = tuple(groups)
    recorded = {
        rule.record: group.interval
        for group in groups
        for rule in group.rules
        if isinstance(rule, RecordingRule)
    }
    total = Decimal(0)
    for group in groups:
        for selector in (one for rule in group.rules for one in _selectors(rule.expr)):
            step = recorded.get(selector.metric, scrape)
            many = 1 if selector.metric in recorded else series
            read = Decimal(many) * (_ratio(selector.over, step) if selector.over else 1)
            total += read * 1000 / group.interval.milliseconds
    return total


def sloth_samples(
    queries: Iterable[str], table: Table, series: int, scrape: Duration, evaluation: Duration
) -> Decimal:
    """Return the samples a second that Sloth's rules read for an SLO made of *queries*.

    Each of *queries* is evaluated over each window; the period is two sums over the ratio of the
    shortest window; seven rules and the alerts look up single series.
    """
    windows = (*table.windows,)
    trees = [(query, window) for query in queries for window in windows]
    read = sum((_sampled(query, window, series, scrape) for query, window in trees), Decimal(0))
    read += 2 * _ratio(table.period, evaluation)
    read += 2 * len(table.pairs) + 7
    return read * 1000 / evaluation.milliseconds


def _sampled(query: str, window: Duration, series: int, scrape: Duration) -> Decimal:
    try:
        tree = parser.tree(WINDOW.sub(str(window), query))
    except ValueError:
        return Decimal(0)  # nothing that Prometheus would evaluate
    return _read(tree, series, scrape)


def _read(node: Any, series: int, scrape: Duration) -> Decimal:
    match type(node).__name__:
        case "VectorSelector":
            return Decimal(series)
        case "MatrixSelector":
            return series * _ratio(_length(node.range), scrape)
        case "SubqueryExpr":
            step = _length(node.step) if node.step else _STEP
            return _ratio(_length(node.range), step) * _read(node.expr, series, scrape)
        case "BinaryExpr":
            return _read(node.lhs, series, scrape) + _read(node.rhs, series, scrape)
        case "Call":
            return sum((_read(one, series, scrape) for one in node.args), Decimal(0))
        case "AggregateExpr" | "ParenExpr" | "UnaryExpr":
            return _read(node.expr, series, scrape)
    return Decimal(0)


def _selectors(expr: Expr) -> Iterator[Selector]:
    match expr:
        case Selector():
            yield expr
        case Call():
            for arg in expr.args:
                yield from _selectors(arg)
        case Aggregate() | Subquery():
            yield from _selectors(expr.expr)
        case Binary():
            yield from _selectors(expr.left)
            yield from _selectors(expr.right)
        case Text():
            raise ValueError("a text has no selectors that can be counted")


def _length(span: timedelta) -> Duration:
    return Duration(round(span / timedelta(milliseconds=1)))


def _ratio(length: Duration, step: Duration) -> Decimal:
    return Decimal(length.milliseconds) / step.milliseconds
