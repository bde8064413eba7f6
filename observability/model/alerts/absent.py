"""An alert on a metric that nobody reports, or that reports 0 everywhere: the thing is down."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from observability.base.duration import Duration, minutes
from observability.base.labels import EMPTY, Labels, Matcher
from observability.model import check
from observability.model.alerts.protocol import Alert
from observability.model.metric import Metric
from observability.model.series import Series
from observability.promql import build
from observability.promql.expr import Expr, Selector

__all__ = ["Absent"]


@attrs.frozen(kw_only=True)
class Absent(Alert):
    """Fires when no series of the service has *metric* above 0.

    The default metric is ``up``: every scrape of the service fails, or it has no target left. With
    an exporter's own gauge (``pg_up``) it also sees a store that is down behind a live exporter.

    Args:
        metric: A gauge that is 1 while all is well; ``up`` if not given.
    """

    metric: Metric | None = attrs.field(default=None, validator=check.optional(check.is_a(Metric)))
    hold: Duration = attrs.field(
        default=minutes(3), validator=check.is_a(Duration, "write hold=minutes(5)")
    )

    def expression(self) -> Expr:
        """Return the absence of any series above 0."""
        return build.absent(build.above(self._selector(), 0))

    def firing(self) -> tuple[Series, ...]:
        """Return a healthy series that stops, and others' that go on."""
        return (self._series("0x60"), *self._foreign())

    def silent(self) -> tuple[Series, ...]:
        """Return one series that is well beside one that is not."""
        return (
            self._series("1x60", {"instance": "a"}),
            self._series("0x60", {"instance": "b"}),
        )

    def _selector(self) -> Selector:
        if self.metric is not None:
            return self.metric.select()
        return Selector("up", self.service.identity)

    def _series(self, values: str, labels: Mapping[str, str] = EMPTY) -> Series:
        selector = self._selector()
        every = Labels(self.service.labels) | _equalities(selector.matchers) | labels
        return Series(metric=selector.metric, labels=every, values=values)

    def _foreign(self) -> tuple[Series, ...]:
        scraped = ("job", "namespace")
        return tuple(
            self._series("1x60", {label: f"not-{self.service.labels[label]}"}) for label in scraped
        )


def _equalities(matchers: tuple[Matcher, ...]) -> dict[str, str]:
    return {one.label: one.value for one in matchers if one.op == "="}
