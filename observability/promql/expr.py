"""The nodes of a PromQL expression; frozen, without a text of their own (see `printer`)."""

from __future__ import annotations

from decimal import Decimal

import attrs

from observability.base.duration import Duration
from observability.base.labels import Matcher

__all__ = [
    "Aggregate",
    "Binary",
    "Call",
    "Expr",
    "Matching",
    "Number",
    "Selector",
    "Subquery",
    "Text",
]


@attrs.frozen
class Expr:
    """Any expression. Only the subclasses below exist."""


@attrs.frozen
class Selector(Expr):
    """A metric with conditions, as an instant (``over`` is None) or a range.

    *until* are the Unix seconds at which it is read; None: at the time of the evaluation.
    """

    metric: str
    matchers: tuple[Matcher, ...] = ()
    over: Duration | None = None
    until: int | None = None

    def where(self, *matchers: Matcher) -> Selector:
        """Return the selector with *matchers* added."""
        return attrs.evolve(self, matchers=self.matchers + matchers)

    def range(self, window: Duration) -> Selector:
        """Return the samples of the last *window*."""
        return attrs.evolve(self, over=window)

    def ending(self, moment: int) -> Selector:
        """Return what is read at a *moment* (Unix seconds), which may lie in the future."""
        return attrs.evolve(self, until=moment)


@attrs.frozen
class Subquery(Expr):
    """An expression evaluated every *step* of the last *over*."""

    expr: Expr
    over: Duration
    step: Duration


@attrs.frozen
class Number(Expr):
    """A literal number, exact."""

    value: Decimal


@attrs.frozen
class Text(Expr):
    """A user's own expression, kept as written and parenthesised where it is used."""

    text: str


@attrs.frozen
class Call(Expr):
    """A function call; arguments are expressions."""

    function: str
    args: tuple[Expr, ...]


@attrs.frozen
class Aggregate(Expr):
    """An aggregation; ``by`` and ``without`` exclude each other."""

    op: str
    expr: Expr
    by: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    parameter: Expr | None = None


@attrs.frozen
class Matching:
    """How the two sides of a binary operation are joined."""

    on: tuple[str, ...] | None = None
    ignoring: tuple[str, ...] = ()
    group_left: tuple[str, ...] | None = None


@attrs.frozen
class Binary(Expr):
    """An operation on two expressions; *op* is spelt as in PromQL."""

    op: str
    left: Expr
    right: Expr
    matching: Matching | None = None
    as_bool: bool = False
