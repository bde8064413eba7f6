"""What the kinds of SLI have in common that judge time: each minute is an event."""

from __future__ import annotations

from abc import abstractmethod
from decimal import Decimal

import attrs

from observability.base.duration import Duration, minutes
from observability.model.definition import Definition
from observability.model.series import Example, Series
from observability.promql import build
from observability.promql.expr import Binary, Expr, Number

__all__ = ["SLICE", "Slices", "numbers", "per_second", "slice_example"]

SLICE = minutes(1)
"""The length of an event; all weigh the same, so it matters to counts only, never to a share."""

_LEAST = Number(Decimal("-Infinity"))


@attrs.frozen(kw_only=True)
class Slices(Definition):
    """The base of the kinds that ask at every evaluation whether this moment is good.

    Time for which nothing is known is no event: it neither earns nor burns budget, and raises
    the no-data alert.
    """

    @abstractmethod
    def bad(self, window: Duration, by: tuple[str, ...]) -> Expr:
        """Return how bad this moment is, from 0 to 1; no series while nothing is known."""

    def error_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the bad minutes per second."""
        return per_second(self.bad(window, by))

    def event_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the judged minutes per second: one a minute, while anything is known."""
        return per_second(
            Binary(">=", build.valid(self.bad(window, by)), build.literal(0), as_bool=True)
        )


def per_second(minutes_: Expr) -> Binary:
    """Return as events per second what is 1 for a whole event."""
    return build.divide(minutes_, build.literal(SLICE.seconds))


def numbers(value: Expr) -> Binary:
    """Return the series of *value* that are a number: one NaN would spoil an aggregate."""
    return Binary(">=", value, _LEAST)


def slice_example(title: str, share: int | Decimal, *series: Series) -> Example:
    """Return the example in which *share* of each minute is bad."""
    whole = Decimal(1) / Decimal(SLICE.seconds)
    return Example(title=title, series=series, errors=share * whole, total=whole)
