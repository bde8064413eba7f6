"""The share of checks that found something down, from a gauge that is 1 or 0."""

from __future__ import annotations

from decimal import Decimal

import attrs

from observability.base.duration import Duration
from observability.base.labels import EMPTY, Labels
from observability.base.sample import sample
from observability.model import check
from observability.model.definition import Definition
from observability.model.metric import Gauge, Metric
from observability.model.series import Example, Series
from observability.promql import build
from observability.promql.expr import Binary, Expr

__all__ = ["Probe"]


@attrs.frozen(kw_only=True)
class Probe(Definition):
    """Every scrape of *gauge* is an event, and an error where the gauge is 0.

    Args:
        gauge: 1 while all is well and 0 while not, such as ``up``, ``pg_up``, ``probe_success``.
        only: Label values that narrow which series count.
    """

    gauge: Gauge = attrs.field(validator=check.is_a(Gauge))
    only: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=check.selective)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.gauge, Gauge) and isinstance(self.only, Labels):
            self.gauge.require(self, "only", self.only)

    def error_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the failed checks per second."""
        failed = build.minus(self._checks(window, by), build.sum_by(self._sum(window), *by))
        return _per_second(build.call("clamp_min", failed, build.literal(0)), window)

    def event_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the checks per second."""
        return _per_second(self._checks(window, by), window)

    def check_by(self, user: Definition, by: tuple[str, ...]) -> None:
        """Report each of *by* that the gauge does not have."""
        self.gauge.require(user, "by", by)

    def metrics(self) -> tuple[Metric, ...]:
        """Return the gauge."""
        return (self.gauge,)

    def meaning(self) -> str:
        """Return the condition that makes an event an error."""
        return f"that find {self.gauge.name} at 0"

    def examples(self) -> tuple[Example, ...]:
        """Return an up, a down and a part-down gauge; the share of errors is what must be right."""
        up, down = self._series("1x60", "a"), self._series("0x60", "b")
        second = self._series("1x60", "c")
        return (
            _example("all is well", 0, 1, up, *self._foreign("0x60")),
            _example("one of three is down", 1, 3, up, second, down, *self._foreign("1x60")),
            _example("all is down", 2, 2, down, self._series("0x60", "c")),
        )

    def _foreign(self, values: str) -> tuple[Series, ...]:
        """Return what others measure, which would hide a failure or make one up."""
        return tuple(
            self._series(values, "c", **{label: value})
            for label, value in self.gauge.strangers(self.only).items()
        )

    def _checks(self, window: Duration, by: tuple[str, ...]) -> Expr:
        selector = self.gauge.select(self.only).range(window)
        return build.sum_by(build.call("count_over_time", selector), *by)

    def _sum(self, window: Duration) -> Expr:
        return build.sum_over(self.gauge.select(self.only), window)

    def _series(self, values: str, instance: str, **labels: str) -> Series:
        narrow = {name: sample(value) for name, value in self.only.items()}
        return self.gauge.series(values, narrow | {"instance": instance} | labels)


def _per_second(expr: Expr, window: Duration) -> Binary:
    return build.divide(expr, build.literal(window.seconds))


def _example(title: str, failing: int, all_: int, *series: Series) -> Example:
    """Return the example in which *failing* of *all_* gauges, read once a minute, are 0."""
    per_second = Decimal(1) / 60
    return Example(title=title, series=series, errors=failing * per_second, total=all_ * per_second)
