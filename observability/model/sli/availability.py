"""The share of events that failed, from one counter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs

from observability.base.duration import Duration
from observability.base.labels import EMPTY, Labels, Matcher
from observability.base.sample import other, sample
from observability.model import check
from observability.model.definition import Definition
from observability.model.metric import Counter, Metric
from observability.model.series import Example, Series
from observability.promql import build
from observability.promql.expr import Expr

__all__ = ["Availability"]


def _declared(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.selective(instance, attribute, value)
    counter = getattr(instance, "total", None)
    if isinstance(counter, Counter) and isinstance(value, Labels):
        counter.require(instance, attribute.name, value)


@attrs.frozen(kw_only=True)
class Availability(Definition):
    """Events whose labels match *failed* are errors.

    Args:
        total: The counter of all events.
        failed: Label values (regular expressions allowed) that make an event an error.
        only: Label values that narrow which events count at all.
    """

    total: Counter = attrs.field(validator=check.is_a(Counter))
    failed: Labels = attrs.field(converter=check.as_labels, validator=_declared)
    only: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=_declared)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.failed, Labels) or not isinstance(self.only, Labels):
            return
        if not self.failed:
            message = "failed is empty, so every event would be an error"
            self.complain("failed", message, 'write failed={"code": "5.."}')
        for label in self.failed:
            if label in self.only:
                message = f"only and failed both select by {label!r}, so errors may be no events"
                self.complain("only", message, "name each label in one of them")

    def error_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the failed events per second; 0 while no failed event was ever counted."""
        failed = self.total.select(self.only | self.failed)
        none = build.times(self.event_rate(window, by), 0) if by else build.vector(0)
        return build.any_of(build.sum_by(build.rate(failed, window), *by), none)

    def event_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the events per second."""
        return build.sum_by(build.rate(self.total.select(self.only), window), *by)

    def check_by(self, user: Definition, by: tuple[str, ...]) -> None:
        """Report each of *by* that the counter does not have."""
        self.total.require(user, "by", by)

    def metrics(self) -> tuple[Metric, ...]:
        """Return the counter."""
        return (self.total,)

    def meaning(self) -> str:
        """Return the condition that makes an event an error."""
        return "with " + " and ".join(str(Matcher.of(*one)) for one in self.failed.items())

    def examples(self) -> tuple[Example, ...]:
        """Return healthy, failing and not-ours series."""
        narrow = {name: sample(value) for name, value in self.only.items()}
        bad = narrow | {name: sample(value) for name, value in self.failed.items()}
        good = narrow | {name: other(value) for name, value in self.failed.items()}
        fine, failing = self.total.series("0+540x60", good), self.total.series("0+60x60", bad)
        pods = [
            self.total.series(values, labels | {"pod": pod})
            for values, labels in (("0+270x60", good), ("0+30x60", bad))
            for pod in ("pod-a", "pod-b")
        ]
        return (
            _example("one event in ten fails, in two pods", 1, 10, *pods, *self._foreign(bad)),
            _example("nothing has failed yet", 0, 9, fine),
            _example("everything fails", 1, 1, failing),
            _example(
                "everything has failed for five minutes",
                1,
                1,
                self.total.series("0+540x25 13500x34", good),
                self.total.series("0x25 60+60x34", bad),
            ),
            _example("no traffic", 0, 0, self.total.series("7x60", good)),
        )

    def _foreign(self, bad: dict[str, str]) -> tuple[Series, ...]:
        """Series of others, all failing: were one selected, the rates would be far off."""
        return tuple(
            self.total.series("0+6000x60", bad | {label: value})
            for label, value in self.total.strangers(self.only).items()
        )


def _example(title: str, errors: int, total: int, *series: Series) -> Example:
    return Example(title=title, series=series, errors=Decimal(errors), total=Decimal(total))
