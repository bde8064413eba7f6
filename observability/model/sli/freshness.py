"""The share of time for which the last success was too long ago."""

from __future__ import annotations

from decimal import Decimal

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
from observability.promql.expr import Expr

__all__ = ["Freshness"]

_JUDGED = 30 * 60  # seconds: when a proof looks


@attrs.frozen(kw_only=True)
class Freshness(Slices):
    """Every minute is an event, and an error while the newest success is older than *within*.

    Of several series (pods, shards) the newest counts. A series that is absent says nothing: time
    without one is no event, and the no-data alert tells. So export the time of the last success
    from the start, as 0 while there was none: that is an error.

    Args:
        gauge: The time of the last success, in Unix seconds, such as
            ``backup_last_success_timestamp_seconds``.
        within: How old it may be.
        only: Label values that narrow which series count.
    """

    gauge: Gauge = attrs.field(validator=check.is_a(Gauge))
    within: Duration = attrs.field(validator=check.is_a(Duration, "write within=hours(26)"))
    only: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=check.selective)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.within, Duration) and not self.within:
            self.complain("within", "within is 0s, so no success could be new enough")
        if isinstance(self.gauge, Gauge) and isinstance(self.only, Labels):
            self.gauge.require(self, "only", self.only)

    def bad(self, window: Duration, by: tuple[str, ...]) -> Expr:  # noqa: ARG002 - it is now
        """Return 1 while the newest success is too old, and 0 while it is not."""
        newest = build.max_by(numbers(self.gauge.select(self.only)), *by)
        age = build.minus(build.call("time"), newest)
        return build.greater(age, build.literal(self.within.seconds))

    def check_by(self, user: Definition, by: tuple[str, ...]) -> None:
        """Report each of *by* that the gauge does not have."""
        self.gauge.require(user, "by", by)

    def metrics(self) -> tuple[Metric, ...]:
        """Return the gauge."""
        return (self.gauge,)

    def meaning(self) -> str:
        """Return the condition that makes a minute an error."""
        return f"in whose minute the last success is older than {self.within}"

    def examples(self) -> tuple[Example, ...]:
        """Return a new, an old, a never set and a mixed gauge, and both sides of the limit."""
        new, old = f"{_JUDGED * 4}x60", self._aged(_JUDGED)
        foreign = tuple(
            self._at(new, instance="c", **{label: value})
            for label, value in self.gauge.strangers(self.only).items()
        )
        return (
            slice_example("it has just succeeded", 0, self._at(new)),
            slice_example("it succeeded too long ago", 1, self._at(old), *foreign),
            slice_example("one instance succeeded", 0, self._at(old), self._at(new, instance="b")),
            slice_example("as old as it may be", 0, self._at(self._aged(0))),
            slice_example("a second too old", 1, self._at(self._aged(1))),
        )

    def _aged(self, more: int) -> str:
        """The time that is *more* seconds older than allowed when the proof looks."""
        return f"{number(_JUDGED - more - Decimal(self.within.milliseconds) / 1000)}x60"

    def _at(self, values: str, instance: str = "a", **labels: str) -> Series:
        narrow = {name: sample(value) for name, value in self.only.items()}
        return self.gauge.series(values, {"instance": instance} | narrow | labels)
