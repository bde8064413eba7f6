"""The share of time for which too little was done."""

from __future__ import annotations

from decimal import Decimal

import attrs

from observability.base.duration import Duration, minutes
from observability.base.labels import EMPTY, Labels
from observability.base.quantity import number
from observability.base.sample import sample
from observability.model import check
from observability.model.definition import Definition
from observability.model.metric import Counter, Metric
from observability.model.series import Example, Series
from observability.model.sli.slices import Slices, numbers, slice_example
from observability.promql import build
from observability.promql.expr import Binary, Expr

__all__ = ["Throughput"]

_SHORTEST, _LONGEST = minutes(5), minutes(30)  # from four scrapes, whatever their interval
_MOST = 10**12  # beyond this a float no longer tells a rate from its double
_LEAST = Decimal("0.000001")


def _over(instance: Definition, attribute: attrs.Attribute[Duration], value: object) -> None:
    if not isinstance(value, Duration) or not _SHORTEST <= value <= _LONGEST:
        message = f"over is {check.described(value)}, not a duration of 5 to 30 minutes"
        instance.complain(attribute.name, message, "write over=minutes(5)")


@attrs.frozen(kw_only=True)
class Throughput(Slices):
    """Every minute is an event, and an error while *counter* grows by less than *at_least*.

    A counter that stands still is an error. One that is absent says nothing: time without any
    series is no event, and the no-data alert tells. So export it from the start, as 0.

    Args:
        counter: What is done.
        at_least: How much of it must be done per second.
        over: The time over which that is averaged, from 5 to 30 minutes.
        only: Label values that narrow what counts.
    """

    counter: Counter = attrs.field(validator=check.is_a(Counter))
    at_least: Decimal = attrs.field(converter=check.as_decimal, validator=check.number(low=0))
    over: Duration = attrs.field(default=minutes(5), validator=_over)
    only: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=check.selective)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.at_least, Decimal) and not _LEAST <= self.at_least <= _MOST:
            message = f"at_least is {number(self.at_least)} per second, which no rate can tell"
            self.complain("at_least", message, f"choose from {number(_LEAST)} to 10^12")
        if isinstance(self.counter, Counter) and isinstance(self.only, Labels):
            self.counter.require(self, "only", self.only)

    def bad(self, window: Duration, by: tuple[str, ...]) -> Expr:  # noqa: ARG002 - over= instead
        """Return 1 while too little is done, and 0 while enough is; nothing once it is absent."""
        selector = self.counter.select(self.only)
        done = build.sum_by(build.rate(selector, self.over), *by)
        slow = Binary("<", numbers(done), build.literal(self.at_least), as_bool=True)
        return build.both(slow, build.sum_by(selector, *by))

    def check_by(self, user: Definition, by: tuple[str, ...]) -> None:
        """Report each of *by* that the counter does not have."""
        self.counter.require(user, "by", by)

    def metrics(self) -> tuple[Metric, ...]:
        """Return the counter."""
        return (self.counter,)

    def meaning(self) -> str:
        """Return the condition that makes a minute an error."""
        wanted = f"{number(self.at_least)} per second"
        return f"in whose minute {self.counter.name} grows by less than {wanted} over {self.over}"

    def examples(self) -> tuple[Example, ...]:
        """Return fast, slow and idle counters, and two that are fast enough together."""
        foreign = tuple(
            self._growing(10, "c", **{label: value})
            for label, value in self.counter.strangers(self.only).items()
        )
        return (
            slice_example("twice as much as needed is done", 0, self._growing(2, "a")),
            slice_example("a little is missing", 1, self._growing("0.99", "a"), *foreign),
            slice_example("nothing is done", 1, self._series("7x60", "a")),
            slice_example(
                "two do enough together", 0, self._growing("0.51", "a"), self._growing("0.51", "b")
            ),
        )

    def _growing(self, share: int | str, instance: str, **labels: str) -> Series:
        """A series that grows by *share* of what is needed."""
        step = number(self.at_least * 60 * Decimal(share))
        return self._series(f"0+{step}x60", instance, **labels)

    def _series(self, values: str, instance: str, **labels: str) -> Series:
        narrow = {name: sample(value) for name, value in self.only.items()}
        return self.counter.series(values, {"instance": instance} | narrow | labels)
