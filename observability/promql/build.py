"""The words that rules, panels and definitions are built from."""

from __future__ import annotations

from decimal import Decimal

from observability.base.duration import Duration
from observability.base.errors import DefinitionError, Problem
from observability.base.quantity import decimal
from observability.base.source import caller
from observability.promql.expr import Aggregate, Binary, Call, Expr, Matching, Number, Selector

__all__ = [
    "INFINITY",
    "Operand",
    "above",
    "absent",
    "any_of",
    "average_over",
    "bare",
    "below",
    "both",
    "call",
    "count",
    "divide",
    "excluding",
    "greater",
    "increase",
    "join",
    "literal",
    "max_by",
    "max_without",
    "minus",
    "plus",
    "quantile",
    "rate",
    "sum_by",
    "sum_over",
    "times",
    "unless",
    "valid",
    "vector",
]


INFINITY = Number(Decimal("Infinity"))

Operand = Expr | float | Decimal
"""What may stand in an expression: another one, or a number."""


def literal(value: float | str | Decimal) -> Number:
    """Return an exact number."""
    return Number(decimal(value))


def call(function: str, *args: Operand) -> Call:
    """Return a call of any function."""
    return Call(function, tuple(map(_expr, args)))


def rate(selector: Selector, window: Duration) -> Call:
    """Return the per-second rate of a counter over *window*."""
    return call("rate", _range(selector, window))


def increase(selector: Selector, window: Duration) -> Call:
    """Return the growth of a counter over *window*."""
    return call("increase", _range(selector, window))


def sum_over(selector: Selector, window: Duration) -> Call:
    """Return the sum of the samples of the last *window*."""
    return call("sum_over_time", _range(selector, window))


def average_over(selector: Selector, window: Duration) -> Call:
    """Return the mean of the samples of the last *window*."""
    return call("avg_over_time", _range(selector, window))


def sum_by(expr: Expr, *labels: str) -> Aggregate:
    """Return the sum, kept apart by *labels* (none: one sum)."""
    return Aggregate("sum", _expr(expr), by=labels)


def max_by(expr: Expr, *labels: str) -> Aggregate:
    """Return the greatest value for each combination of *labels*."""
    return Aggregate("max", _expr(expr), by=labels)


def max_without(expr: Expr, *labels: str) -> Aggregate:
    """Return the greatest value with *labels* taken away."""
    return Aggregate("max", _expr(expr), without=labels)


def count(expr: Expr, *labels: str) -> Aggregate:
    """Return how many series there are for each combination of *labels*."""
    return Aggregate("count", _expr(expr), by=labels)


def quantile(of: float | str, histogram: Expr, *labels: str) -> Call:
    """Return a quantile of bucket rates, kept apart by *labels*."""
    return call("histogram_quantile", literal(of), sum_by(histogram, "le", *labels))


def vector(value: float | str | Decimal) -> Call:
    """Return a constant as one series without labels."""
    return call("vector", literal(value))


def absent(expr: Expr) -> Call:
    """Return 1 if *expr* has no series."""
    return call("absent", expr)


def divide(left: Operand, right: Operand, matching: Matching | None = None) -> Binary:
    """Return *left* / *right*."""
    return Binary("/", _expr(left), _expr(right), matching)


def times(left: Operand, right: Operand, matching: Matching | None = None) -> Binary:
    """Return *left* * *right*."""
    return Binary("*", _expr(left), _expr(right), matching)


def plus(left: Operand, right: Operand) -> Binary:
    """Return *left* + *right*."""
    return Binary("+", _expr(left), _expr(right))


def minus(left: Operand, right: Operand) -> Binary:
    """Return *left* - *right*."""
    return Binary("-", _expr(left), _expr(right))


def above(left: Expr, right: Operand, matching: Matching | None = None) -> Binary:
    """Return the series of *left* that exceed *right*."""
    return Binary(">", _expr(left), _expr(right), matching)


def below(left: Expr, right: Operand, matching: Matching | None = None) -> Binary:
    """Return the series of *left* that are less than *right*."""
    return Binary("<", _expr(left), _expr(right), matching)


def greater(left: Operand, right: Operand) -> Binary:
    """Return 1 for each series of *left* that exceeds *right*, 0 for the others."""
    return Binary(">", _expr(left), _expr(right), as_bool=True)


def bare(expr: Expr, labels: tuple[str, ...]) -> Aggregate:
    """Return *expr* with no other labels than *labels*: at most one series for each of them."""
    return Aggregate("max", _expr(expr), by=labels)


def valid(expr: Expr) -> Binary:
    """Return the series of *expr* whose value is a number from 0 up: no NaN, no Inf."""
    return Binary("<", Binary(">=", expr, literal(0)), INFINITY)


def unless(left: Expr, right: Expr, *on: str) -> Binary:
    """Return the series of *left* that have no partner in *right* with the same labels *on*."""
    return Binary("unless", _expr(left), _expr(right), Matching(on=on))


def excluding(left: Expr, when: Expr) -> Binary:
    """Return *left*, all of it or, while *when* has a series, nothing."""
    return Binary("unless", _expr(left), _expr(when), Matching(on=()))


def both(left: Expr, right: Expr, matching: Matching | None = None) -> Binary:
    """Return the series of *left* that *right* has, too."""
    return Binary("and", _expr(left), _expr(right), matching)


def any_of(first: Expr, *others: Expr) -> Expr:
    """Return the series of all the expressions; the earlier wins where labels are equal."""
    for other in others:
        first = Binary("or", _expr(first), _expr(other))
    return first


def join(*on: str) -> Matching:
    """Return a many-to-one join on the labels *on*."""
    return Matching(on=on, group_left=())


def _expr(value: Operand) -> Expr:
    if isinstance(value, Expr):
        return value
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return literal(value)
    raise DefinitionError(_unfit("an expression", value))


def _range(selector: Selector, window: Duration) -> Selector:
    if not isinstance(selector, Selector):
        raise DefinitionError(_unfit("a selector", selector))
    if not isinstance(window, Duration) or not window:
        raise DefinitionError(_unfit("a duration like minutes(5)", window))
    return selector.range(window)


def _unfit(wanted: str, value: object) -> Problem:
    message = f"{wanted} is wanted here, not a {type(value).__name__}"
    hint = "write .select() behind the metric" if hasattr(value, "select") else ""
    return Problem(source=caller(), message=message, help=hint)
