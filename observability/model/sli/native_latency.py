"""The share of events that took too long, from a native histogram."""

from __future__ import annotations

import attrs

from observability.base.duration import Duration
from observability.base.labels import EMPTY, Labels
from observability.model import check
from observability.model.definition import Definition
from observability.model.metric import Metric, NativeHistogram
from observability.model.series import Example
from observability.promql import build
from observability.promql.expr import Binary, Call, Expr

__all__ = ["NativeLatency"]


@attrs.frozen(kw_only=True)
class NativeLatency(Definition):
    """Events that were not answered within *under* are errors.

    Within the bucket that *under* falls into, the share is interpolated: with the usual buckets
    (schema 3 or more) the limit is off by 9 % at most, and exact at a power of two.

    Tests of rules can be given native histograms from Prometheus 3 on only, so its rates have no
    example that comes with the rules; its alerts are proven from the rates on, as all are.

    Args:
        histogram: The native histogram of durations.
        under: How long an answer may take.
        only: Label values that narrow which events count at all.
    """

    histogram: NativeHistogram = attrs.field(validator=check.is_a(NativeHistogram))
    under: Duration = attrs.field(validator=check.is_a(Duration, "write under=ms(250)"))
    only: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=check.selective)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.under, Duration) and not self.under:
            self.complain("under", "under is 0s, so every event would be an error")
        if isinstance(self.histogram, NativeHistogram) and isinstance(self.only, Labels):
            self.histogram.require(self, "only", self.only)

    def error_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the slow events per second: all, less the share that is fast enough.

        Without events there is no share; then there are no errors, which is what all events are.
        """
        events = self.event_rate(window, by)
        limit = build.literal(self.under.milliseconds / self.histogram.scale)
        share = build.call("histogram_fraction", build.literal(0), limit, self._rates(window, by))
        slow = build.minus(events, build.times(share, events))
        some = build.valid(build.call("clamp_min", slow, build.literal(0)))
        return build.any_of(some, Binary("==", events, build.literal(0)))

    def event_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the events per second."""
        return Call("histogram_count", (self._rates(window, by),))

    def _rates(self, window: Duration, by: tuple[str, ...]) -> Expr:
        return build.sum_by(build.rate(self.histogram.select(self.only), window), *by)

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
        """Return none: the notation of native histograms is not read by Prometheus 2."""
        return ()
