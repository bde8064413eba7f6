"""An indicator in two queries that somebody else wrote, as Sloth's specs have them."""

from __future__ import annotations

import inspect
from typing import Any

import attrs

from observability.base.duration import Duration
from observability.model import check
from observability.model.definition import Definition
from observability.model.metric import Metric
from observability.model.series import Example
from observability.promql import build
from observability.promql.expr import Expr
from observability.promql.linear import Linear, Refusal, must_pair, split

__all__ = ["Queries"]


def _query(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str):
        message = f"{attribute.name} is {check.described(value)}, not a query"
        instance.complain(attribute.name, message)
        return
    try:
        split(value)
    except Refusal as refusal:
        instance.complain(
            attribute.name,
            f"{attribute.name} {refusal}",
            "write a sum of rates of counters over [{{.window}}]",
        )


def _text(value: str) -> str:
    # what is no text is left for the validator
    return inspect.cleandoc(value) if isinstance(value, str) else value


@attrs.frozen(kw_only=True)
class Queries(Definition):
    """Errors and events as two sums of rates, in PromQL with ``{{.window}}`` for the range.

    For SLOs that come from elsewhere. Nothing is declared of the metrics, so nothing is proven of
    the queries but that they add up: prefer `Availability` or `Latency`, whose events are tested.

    Args:
        errors: The errors, as `rate` or `increase` gives them.
        total: All events, likewise, by the same labels.
        counts: What counts as an error, as the end of a sentence.
    """

    errors: str = attrs.field(converter=_text, validator=_query)
    total: str = attrs.field(converter=_text, validator=_query)
    counts: str = attrs.field(default="that the errors query counts", validator=check.sentence)

    def __attrs_post_init__(self) -> None:
        parts = self._parts()
        if parts is None:
            return
        try:
            must_pair(*parts)
        except Refusal as refusal:
            self.complain("total", f"errors over total {refusal}")

    def error_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the errors per second; 0 where none was ever seen.

        Where a bucket is subtracted there is no fallback to 0: a bucket that vanished must not
        look like a perfect service.
        """
        errors = split(self.errors)
        rate = errors.rate(window)
        if errors.strict or (errors.always and not errors.labels):
            return _grouped(rate, errors, by)
        none = build.times(split(self.total).rate(window), 0)
        return _grouped(build.any_of(rate, none), errors, by)

    def event_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the events per second."""
        total = split(self.total)
        return _grouped(total.rate(window), total, by)

    def check_by(self, user: Definition, by: tuple[str, ...]) -> None:
        """Report each of *by* that the queries do not sum by."""
        parts = self._parts()
        for label in by:
            if parts is not None and label not in parts[0].labels:
                message = f"the queries yield no label {label!r}"
                hint = f"write sum by ({', '.join(by)}) (…) in both"
                user.complain("by", message, hint, related=(self.source,))

    def metrics(self) -> tuple[Metric, ...]:
        """Return nothing: none is declared."""
        return ()

    def examples(self) -> tuple[Example, ...]:
        """Return nothing: without declared metrics there is nothing to make up."""
        return ()

    def meaning(self) -> str:
        """Return the user's own words, if there are any."""
        return self.counts

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that both queries sum by, sorted."""
        parts = self._parts()
        return parts[0].labels if parts else ()

    def _parts(self) -> tuple[Linear, Linear] | None:
        try:
            return split(self.errors), split(self.total)
        except (Refusal, TypeError):
            return None


def _grouped(rate: Expr, query: Linear, by: tuple[str, ...]) -> Expr:
    return rate if query.labels == tuple(sorted(by)) else build.sum_by(rate, *by)
