"""The share of time for which a gauge is beyond its limits."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

import attrs

from observability.base.duration import Duration
from observability.base.labels import EMPTY, Labels
from observability.base.quantity import number
from observability.base.sample import sample
from observability.model import check
from observability.model.definition import Definition
from observability.model.metric import Gauge, Metric
from observability.model.series import Example, Series
from observability.model.sli.slices import Slices, numbers, slice_example
from observability.promql import build
from observability.promql.expr import Aggregate, Binary, Expr

__all__ = ["Across", "GaugeWithin"]

_UNKNOWN = " ".join(["NaN"] * 61)


class Across(Enum):
    """How many series of a gauge make one verdict."""

    ANY = "any"
    """One series beyond the limits is enough for an error."""
    ALL = "all"
    """An error while every series is beyond them."""
    SUM = "sum"
    """Their sum is compared."""
    AVG = "avg"
    """Their mean is compared."""


@attrs.frozen(kw_only=True)
class GaugeWithin(Slices):
    """Every minute is an event, and an error while *gauge* is beyond its limits.

    A series that is NaN or absent says nothing. Time without any series is no event, and the
    no-data alert tells.

    Args:
        gauge: What is compared.
        at_least: Below this is an error.
        at_most: Above this is an error; one of the two at least.
        across: How several series make one verdict.
        only: Label values that narrow which series count.
    """

    gauge: Gauge = attrs.field(validator=check.is_a(Gauge))
    at_least: Decimal | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(check.as_decimal),
        validator=check.optional(check.number()),
    )
    at_most: Decimal | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(check.as_decimal),
        validator=check.optional(check.number()),
    )
    across: Across = attrs.field(default=Across.ANY, validator=check.is_a(Across))
    only: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=check.selective)

    def __attrs_post_init__(self) -> None:
        low, high = self.at_least, self.at_most
        if low is None and high is None:
            self.complain("at_most", "no limit is given", "write at_most=… or at_least=…")
        if isinstance(low, Decimal) and isinstance(high, Decimal) and low > high:
            message = f"at_least {number(low)} is above at_most {number(high)}"
            self.complain("at_least", message, "exchange them")
        if isinstance(self.gauge, Gauge) and isinstance(self.only, Labels):
            self.gauge.require(self, "only", self.only)

    def bad(self, window: Duration, by: tuple[str, ...]) -> Expr:  # noqa: ARG002 - it is now
        """Return 1 while the gauge is beyond its limits, and 0 while it is within."""
        read = numbers(self.gauge.select(self.only))
        match self.across:
            case Across.ANY:
                return Aggregate("max", self._beyond(read), by=by)
            case Across.ALL:
                return Aggregate("min", self._beyond(read), by=by)
            case _:
                return self._beyond(Aggregate(self.across.value, read, by=by))

    def _beyond(self, value: Expr) -> Expr:
        """Return 1 for each series of *value* that is beyond a limit, 0 for the others."""
        sides = [
            Binary(op, value, build.literal(limit), as_bool=True)
            for op, limit in (("<", self.at_least), (">", self.at_most))
            if limit is not None
        ]
        return sides[0] if len(sides) == 1 else build.plus(*sides)

    def check_by(self, user: Definition, by: tuple[str, ...]) -> None:
        """Report each of *by* that the gauge does not have."""
        self.gauge.require(user, "by", by)

    def metrics(self) -> tuple[Metric, ...]:
        """Return the gauge."""
        return (self.gauge,)

    def meaning(self) -> str:
        """Return the condition that makes a minute an error."""
        limits = (("below", self.at_least), ("above", self.at_most))
        told = " or ".join(f"{word} {number(one)}" for word, one in limits if one is not None)
        what = {
            Across.ANY: f"any {self.gauge.name}",
            Across.ALL: f"every {self.gauge.name}",
            Across.SUM: f"the sum of {self.gauge.name}",
            Across.AVG: f"the mean of {self.gauge.name}",
        }
        return f"in whose minute {what[self.across]} is {told}"

    def examples(self) -> tuple[Example, ...]:
        """Return gauges within, at and beyond each limit, two that disagree, and one NaN."""
        inside, outside = self._inside(), self._outside()
        within, unknown = self._at(inside, "a"), self._series(_UNKNOWN, "n")
        all_ = self.across is Across.ALL
        return (
            slice_example("all is within", 0, within, *(() if all_ else self._foreign(outside[0]))),
            *(
                slice_example(
                    f"{number(one)} is beyond",
                    1,
                    self._at(one, "a"),
                    *(self._foreign(inside) if all_ else ()),
                )
                for one in outside
            ),
            *(mixed for one in outside for mixed in self._mixed(one, inside)),
            *(
                slice_example(f"{number(one)} is allowed", 0, self._at(one, "a"))
                for one in self._limits()
            ),
            slice_example("what is no number does not count", 0, within, unknown),
        )

    def _limits(self) -> tuple[Decimal, ...]:
        return tuple(one for one in (self.at_least, self.at_most) if one is not None)

    def _inside(self) -> Decimal:
        if self.at_least is not None and self.at_most is not None:
            return (self.at_least + self.at_most) / 2
        if self.at_most is not None:
            return self.at_most - _step(self.at_most)
        low = self._limits()[0]
        return low + _step(low)

    def _outside(self) -> tuple[Decimal, ...]:
        """A value beyond each limit."""
        below = () if self.at_least is None else (self.at_least - 3 * _step(self.at_least),)
        above = () if self.at_most is None else (self.at_most + 3 * _step(self.at_most),)
        return (*below, *above)

    def _mixed(self, beyond: Decimal, inside: Decimal) -> tuple[Example, ...]:
        """Two series that disagree; what comes of them is added up here, not by PromQL."""
        wrong = (self._wrong(beyond), self._wrong(inside))
        added = beyond + inside
        judged = added if self.across is Across.SUM else added / 2
        if any(abs(judged - one) < _step(one) / 1000 for one in self._limits()):
            return ()  # too near for a float to tell
        bad = {
            Across.ANY: any(wrong),
            Across.ALL: all(wrong),
            Across.SUM: self._wrong(judged),
            Across.AVG: self._wrong(judged),
        }[self.across]
        told = f"{number(beyond)} and {number(inside)}, across={self.across.value}"
        return (slice_example(told, int(bad), self._at(beyond, "a"), self._at(inside, "b")),)

    def _wrong(self, value: Decimal) -> bool:
        low, high = self.at_least, self.at_most
        return (low is not None and value < low) or (high is not None and value > high)

    def _foreign(self, value: Decimal) -> tuple[Series, ...]:
        """Series of others that, were one selected, would change the verdict."""
        far = value
        if self._wrong(value):
            reach = 10 * (abs(value) + abs(self._inside()))
            far = value - reach if value < self._inside() else value + reach
        return tuple(
            self._series(f"{number(far)}x60", "c", **{label: other})
            for label, other in self.gauge.strangers(self.only).items()
        )

    def _at(self, value: Decimal, instance: str) -> Series:
        return self._series(f"{number(value)}x60", instance)

    def _series(self, values: str, instance: str, **labels: str) -> Series:
        narrow = {name: sample(value) for name, value in self.only.items()}
        return self.gauge.series(values, {"instance": instance} | narrow | labels)


def _step(limit: Decimal) -> Decimal:
    """A quarter of a limit: far enough for a float to tell."""
    return abs(limit) / 4 or Decimal(1)
