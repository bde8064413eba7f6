"""A syntax tree walked to the sum of rates that it is, or to the reason why it is none."""

from __future__ import annotations

import math
from datetime import timedelta
from decimal import Decimal
from typing import Any

import attrs

from observability.base.duration import Duration
from observability.base.labels import is_metric_name
from observability.promql import build, parser
from observability.promql.expr import Selector
from observability.promql.terms import (
    Constant,
    Refusal,
    Term,
    added,
    or_other,
    scaled,
    subtracted,
    summed,
)

__all__ = ["Walk", "bare"]

_DEEPEST = 150  # brackets and operators on one path; a sum of more parts is no query of a person's
_GAUGES = (
    "delta",
    "deriv",
    "double_exponential_smoothing",
    "holt_winters",
    "idelta",
    "predict_linear",
)
_WHY_CALL = {
    "irate": "takes the rate of the last two samples (`irate`), which is no mean over the window",
    "histogram_quantile": "asks for a quantile, which no sum of events tells",
    "histogram_fraction": "asks for a share (`histogram_fraction`), which is no count of events",
}
_ZERO_CHECKS = (">", ">=", "!=")


def bare(node: Any) -> Any:
    """Return *node* without the parentheses around it."""
    while type(node).__name__ == "ParenExpr":
        node = node.expr
    return node


def _must_be_plain(node: Any, left: Term | Constant, right: Term | Constant) -> None:
    """Refuse joins on chosen labels, unless neither side has any.

    Raises:
        Refusal: If the binary operation *node* is such a join.
    """
    modifier = node.modifier
    if modifier is None or modifier.matching is None:
        return
    bare = all(isinstance(one, Constant) or one.labels == () for one in (left, right))
    if not bare or str(modifier.card) not in _SIMPLE:
        raise Refusal("joins on chosen labels (`on`, `ignoring`), so which ones meet is not known")


_SIMPLE = ("VectorMatchCardinality.OneToOne", "VectorMatchCardinality.ManyToMany")


@attrs.define(kw_only=True)
class Walk:
    """One visit of a syntax tree, whose window is written as the range *window*."""

    window: Duration
    windows: int = 0
    depth: int = 0

    def visit(self, node: Any) -> Term | Constant:
        """Return what *node* comes to.

        Raises:
            Refusal: If it is not linear in rates of counters.
        """
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Refusal(f"nests deeper than {_DEEPEST} operations")
        try:
            return self._visit(node)
        finally:
            self.depth -= 1

    def _visit(self, node: Any) -> Term | Constant:
        match type(node).__name__:
            case "ParenExpr":
                return self.visit(node.expr)
            case "NumberLiteral":
                return _number(node.val)
            case "Call":
                return self._call(node)
            case "AggregateExpr":
                return self._aggregate(node)
            case "BinaryExpr":
                return self._binary(node)
            case "UnaryExpr":
                found = self.visit(node.expr)
                if isinstance(found, Constant):
                    return Constant(value=-found.value)
                raise Refusal("negates a rate, and there are no negative events")
            case "VectorSelector":
                raise Refusal("reads a series as it is, without the rate of it over the window")
            case "SubqueryExpr" | "MatrixSelector":
                raise Refusal("has a subquery, whose steps are no events")
            case _:
                raise Refusal("holds a text where a rate is wanted")

    def _call(self, node: Any) -> Term | Constant:
        name = node.func.name
        if name in ("rate", "increase"):
            return self._rate(node)
        if name == "vector":
            found = self.visit(node.args[0])
            if isinstance(found, Constant):
                return found
        if name == "clamp_min":
            return self._clamped(node)
        if name == "histogram_count":
            term = self.visit(node.args[0])
            if isinstance(term, Term):
                return attrs.evolve(term, expr=build.call(name, term.expr), of=None)
        if name in _GAUGES or name.endswith("_over_time"):
            raise Refusal(f"reads a gauge over the window (`{name}`), where only counters add up")
        raise Refusal(_WHY_CALL.get(name, f"calls `{name}`, which does not keep sums of rates"))

    def _rate(self, node: Any) -> Term:
        matrix = bare(node.args[0])
        if type(matrix).__name__ != "MatrixSelector":
            raise Refusal("has a subquery, whose steps are no events")
        selector = matrix.vector_selector
        if selector.offset is not None or selector.at is not None:
            raise Refusal("looks at another time (`offset`, `@`), which event rates do not")
        over = Duration(round(matrix.range / timedelta(milliseconds=1)))
        if over != self.window:
            raise Refusal(f"reads a fixed range [{over}], so every window would be the same")
        self.windows += 1
        of = _selector(selector)
        expr = build.call("rate", of.range(self.window))
        return Term(expr=expr, labels=None, counts=node.func.name == "increase", of=of)

    def _clamped(self, node: Any) -> Term:
        term, low = self.visit(node.args[0]), self.visit(node.args[1])
        if isinstance(term, Term) and isinstance(low, Constant) and low.value <= 0:
            return term  # it is never below 0
        raise Refusal("has a floor (`clamp_min`) above 0, which adds events that never were")

    def _aggregate(self, node: Any) -> Term:
        name = str(node.op)
        if name != "sum":
            raise Refusal(f"takes the `{name}` of series, and only their sum adds up")
        term = self.visit(node.expr)
        if isinstance(term, Constant):
            raise Refusal("is a constant, which counts no events")
        modifier = node.modifier
        if modifier is None:
            return summed(term, ())
        listed = tuple(sorted(set(modifier.labels)))
        if str(modifier.type).endswith("By"):
            return summed(term, listed)
        if term.labels is None:
            return summed(term, None)
        return summed(term, tuple(one for one in term.labels if one not in listed))

    def _binary(self, node: Any) -> Term | Constant:
        name = str(node.op)
        left, right = self.visit(node.lhs), self.visit(node.rhs)
        if isinstance(left, Constant) and isinstance(right, Constant):
            return _arithmetic(name, left.value, right.value)
        _must_be_plain(node, left, right)
        if name in ("*", "/"):
            return _product(name, left, right)
        if name in _ZERO_CHECKS and isinstance(left, Term) and right == Constant(value=Decimal(0)):
            if node.modifier is not None and node.modifier.return_bool:
                raise Refusal("counts comparisons (`bool`), not events")
            return left  # what is dropped is 0
        if name == "or" and isinstance(left, Term):
            return or_other(left, right)
        if isinstance(left, Constant) or isinstance(right, Constant):
            raise Refusal(f"has a constant beside `{name}`, which counts no events")
        if name == "+":
            return added(left, right)
        if name == "-":
            return subtracted(left, right)
        raise Refusal(f"has the operator `{name}`, which does not keep sums of rates")


def _selector(node: Any) -> Selector:
    read = parser.use(node)
    if node.matchers.or_matchers:
        raise Refusal("has `or` between matchers, which Prometheus does not know")
    if read.metric and not is_metric_name(read.metric):
        raise Refusal(f"reads {read.metric!r}, a name that needs quotes")
    return Selector(read.metric, tuple(sorted(set(read.matchers))))


def _number(value: float) -> Constant:
    if not math.isfinite(value):
        raise Refusal("has a number that is not finite")
    return Constant(value=Decimal(repr(value)))


def _arithmetic(name: str, left: Decimal, right: Decimal) -> Constant:
    match name:
        case "+":
            return Constant(value=left + right)
        case "-":
            return Constant(value=left - right)
        case "*":
            return Constant(value=left * right)
        case "/" if right:
            return Constant(value=left / right)
    raise Refusal(f"has the operator `{name}` between numbers")


def _product(name: str, left: Term | Constant, right: Term | Constant) -> Term:
    if isinstance(left, Term) and isinstance(right, Constant):
        if name == "*":
            return scaled(left, right.value)
        if right.value:
            return scaled(left, 1 / right.value)
    if name == "*" and isinstance(left, Constant) and isinstance(right, Term):
        return scaled(right, left.value)
    if name == "*":
        raise Refusal("multiplies two rates")
    raise Refusal("divides rates, and a mean of quotients is no quotient of means")
