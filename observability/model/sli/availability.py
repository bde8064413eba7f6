"""The share of events that failed, from one counter."""

from __future__ import annotations

from collections.abc import Mapping
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


def _chosen(value: Mapping[str, str] | None) -> Labels | None:
    return None if value is None else check.as_labels(value)


@attrs.frozen(kw_only=True)
class Availability(Definition):
    """Events whose labels match *failed* are errors; or those that do not match *succeeded*.

    With *succeeded*, errors are all events less the good ones. While no good event was ever
    counted, every event is an error.

    Args:
        total: The counter of all events.
        failed: Label values (regular expressions allowed) that make an event an error.
        succeeded: Label values that make an event good; instead of *failed*.
        only: Label values that narrow which events count at all.
    """

    total: Counter = attrs.field(validator=check.is_a(Counter))
    failed: Labels | None = attrs.field(
        default=None,
        converter=_chosen,
        validator=check.optional(_declared),
    )
    succeeded: Labels | None = attrs.field(
        default=None,
        converter=_chosen,
        validator=check.optional(_declared),
    )
    only: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=_declared)

    def __attrs_post_init__(self) -> None:
        if (self.failed is None) == (self.succeeded is None):
            field, given = "succeeded", "both failed and succeeded are given"
            if self.failed is None:
                field, given = "failed", "neither failed nor succeeded is given"
            message = f"{given}, so nobody knows what an error is"
            self.complain(field, message, 'write one of them, like failed={"code": "5.."}')
        for field, every in (("failed", "an error"), ("succeeded", "good")):
            self._must_narrow(field, getattr(self, field), every)

    def _must_narrow(self, field: str, chosen: object, every: str) -> None:
        if not isinstance(chosen, Labels) or not isinstance(self.only, Labels):
            return
        if not chosen:
            message = f"{field} is empty, so every event would be {every}"
            self.complain(field, message, f'write {field}={{"code": "5.."}}')
        for label in chosen:
            if label in self.only:
                message = f"only and {field} both select by {label!r}, so errors may be no events"
                self.complain("only", message, "name each label in one of them")

    def error_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the failed events per second; 0 while no failed event was ever counted."""
        if self.succeeded is not None:
            return self._not_good(self.succeeded, window, by)
        failed = self.total.select(self.only | self._chosen)
        none = build.times(self.event_rate(window, by), 0) if by else build.vector(0)
        return build.any_of(build.sum_by(build.rate(failed, window), *by), none)

    def _not_good(self, succeeded: Labels, window: Duration, by: tuple[str, ...]) -> Expr:
        """All events less the good ones.

        A group of which no event was good is taken from all of them: its errors are its events.
        """
        every = self.event_rate(window, by)
        good = build.sum_by(build.rate(self.total.select(self.only | succeeded), window), *by)
        failed = build.call("clamp_min", build.minus(every, good), build.literal(0))
        return build.any_of(failed, every)

    @property
    def _chosen(self) -> Labels:
        """What is selected by: the labels of the failed events, or of the good ones."""
        return (self.succeeded if self.failed is None else self.failed) or EMPTY

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
        word = "with" if self.failed is not None else "other than those with"
        return f"{word} " + " and ".join(str(Matcher.of(*one)) for one in self._chosen.items())

    def examples(self) -> tuple[Example, ...]:
        """Return healthy, failing and not-ours series."""
        narrow = {name: sample(value) for name, value in self.only.items()}
        chosen = narrow | {name: sample(value) for name, value in self._chosen.items()}
        rest = narrow | {name: other(value) for name, value in self._chosen.items()}
        bad, good = (chosen, rest) if self.succeeded is None else (rest, chosen)
        fine, failing = self.total.series("0+540x60", good), self.total.series("0+60x60", bad)
        pods = [
            self.total.series(values, labels | {"pod": pod})
            for values, labels in (("0+270x60", good), ("0+30x60", bad))
            for pod in ("pod-a", "pod-b")
        ]
        foreign = self._foreign(bad) + (self._foreign(good) if self.succeeded else ())
        return (
            _example("one event in ten fails, in two pods", 1, 10, *pods, *foreign),
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

    def _foreign(self, labels: dict[str, str]) -> tuple[Series, ...]:
        """Series of others: were one selected, the rates would be far off."""
        return tuple(
            self.total.series("0+6000x60", labels | {label: value})
            for label, value in self.total.strangers(self.only).items()
        )


def _example(title: str, errors: int, total: int, *series: Series) -> Example:
    return Example(title=title, series=series, errors=Decimal(errors), total=Decimal(total))
