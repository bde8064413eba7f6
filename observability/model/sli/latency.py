"""The share of events that took too long, from a classic histogram."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import attrs

from observability.base.duration import Duration
from observability.base.labels import EMPTY, Labels
from observability.base.sample import sample
from observability.model import check
from observability.model.definition import Definition
from observability.model.metric import Histogram, Metric
from observability.model.series import Example, Series
from observability.promql import build
from observability.promql.expr import Expr, Selector

__all__ = ["Latency"]


@attrs.frozen(kw_only=True)
class Latency(Definition):
    """Events that were not answered within *under* are errors.

    Args:
        histogram: The histogram of durations.
        under: One of its buckets: what lies between two buckets is not known.
        only: Label values that narrow which events count at all.
    """

    histogram: Histogram = attrs.field(validator=check.is_a(Histogram))
    under: Duration = attrs.field(validator=check.is_a(Duration, "write under=ms(250)"))
    only: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=check.selective)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.histogram, Histogram):
            return
        buckets = self.histogram.buckets
        sound = isinstance(buckets, tuple) and all(isinstance(one, Duration) for one in buckets)
        if isinstance(self.under, Duration) and sound and buckets:
            self._must_be_a_bucket()
        if isinstance(self.only, Labels):
            self.histogram.require(self, "only", self.only)

    def _must_be_a_bucket(self) -> None:
        buckets = self.histogram.buckets
        if self.under in buckets:
            return
        near = min(buckets, key=lambda one: abs(one.milliseconds - self.under.milliseconds))
        self.complain(
            "under",
            f"{self.under} is not a bucket of {self.histogram.name}",
            f"the nearest bucket is {near}; its buckets are {', '.join(map(str, buckets))}",
            related=(self.histogram.source,),
        )

    def error_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the slow events per second: all, less those within the bucket.

        There is no fallback to 0: a bucket that vanished must not look like a perfect service.
        """
        fast = self._select("_bucket").where(self.histogram.within(self.under))
        within = build.sum_by(build.rate(fast, window), *by)
        slow = build.minus(self.event_rate(window, by), within)
        return build.call("clamp_min", slow, build.literal(0))

    def event_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the events per second."""
        return build.sum_by(build.rate(self._select("_count"), window), *by)

    def check_by(self, user: Definition, by: tuple[str, ...]) -> None:
        """Report each of *by* that the histogram does not have."""
        self.histogram.require(user, "by", by)

    def metrics(self) -> tuple[Metric, ...]:
        """Return the histogram."""
        return (self.histogram,)

    def meaning(self) -> str:
        """Return the condition that makes an event an error."""
        return f"that take longer than {self.under}"

    def examples(self) -> tuple[Example, ...]:
        """Return fast, slow and not-ours series."""
        pods = [self._observed("0+300x60", "0+270x60", pod=pod) for pod in ("pod-a", "pod-b")]
        return (
            _example("one event in ten is slow, in two pods", 1, 10, _flat(pods) + self._foreign()),
            _example("everything is fast", 0, 10, self._observed("0+600x60", "0+600x60")),
            _example("everything is slow", 10, 10, self._observed("0+600x60", "0x60")),
            _example(
                "everything has been slow for five minutes",
                10,
                10,
                self._observed("0+600x60", "0+600x25 15000x34"),
            ),
            _example(
                "no traffic for five minutes",
                0,
                0,
                self._observed("0+600x25 15000x34", "0+600x25 15000x34"),
            ),
        )

    def _select(self, suffix: str) -> Selector:
        return self.histogram.select(self.only, suffix=suffix)

    def _observed(self, count: str, fast: str, **labels: str) -> tuple[Series, ...]:
        """Series of *count* events, of which *fast* are within the bucket; none is faster."""
        narrow = {name: sample(value) for name, value in self.only.items()} | labels
        within = {
            self.histogram.bound(one): "0x60" if one < self.under else count
            for one in self.histogram.buckets
        }
        within |= {self.histogram.bound(self.under): fast, "+Inf": count}
        series = [
            self._one("_bucket", values, narrow | {"le": bound}) for bound, values in within.items()
        ]
        return (self._one("_count", count, narrow), *series)

    def _one(self, suffix: str, values: str, labels: dict[str, str]) -> Series:
        every = Labels(self.histogram.service.labels) | labels
        return Series(metric=self.histogram.name + suffix, labels=every, values=values)

    def _foreign(self) -> tuple[Series, ...]:
        """Series of others, half of it slow: were one selected, the rates would be far off."""
        return _flat(
            self._observed("0+60000x60", "0+30000x60", **{label: value})
            for label, value in self.histogram.strangers(self.only).items()
        )


def _flat(groups: Iterable[tuple[Series, ...]]) -> tuple[Series, ...]:
    return tuple(series for group in groups for series in group)


def _example(title: str, errors: int, total: int, series: tuple[Series, ...]) -> Example:
    return Example(title=title, series=series, errors=Decimal(errors), total=Decimal(total))
