"""An error ratio in the user's own PromQL."""

from __future__ import annotations

import inspect
from decimal import Decimal

import attrs

from observability.base.duration import Duration
from observability.model import check
from observability.model.definition import Definition
from observability.model.metric import Metric
from observability.model.series import Example
from observability.model.sli.given import (
    as_examples,
    as_metrics,
    impossible,
    over,
    undeclared,
    valid_query,
)
from observability.model.sli.slices import Slices, slice_example
from observability.promql import build
from observability.promql.expr import Expr, Text

__all__ = ["RawRatio"]


@attrs.frozen(kw_only=True)
class RawRatio(Slices):
    """Every minute is an event, and an error by the share that a query tells, from 0 to 1.

    It is weighted by time, not by traffic: a quiet minute counts as much as a busy one. Where the
    events can be counted, `Raw` tells the truth of them. What is no number (nothing divided by
    nothing), negative or infinite is no event; above 1 is 1.

    Args:
        ratio: The share of errors: one series, or one for each group. ``{{.window}}`` stands for
            the range; without it, the query means this moment.
        reads: The declared metrics that the query uses.
        proof: Series, and the errors of the total that the query must tell from them; at least
            one with errors, so that the proof can fail.
        counts: What counts as an error, as the end of a sentence: "that are dropped".
    """

    ratio: str = attrs.field(validator=valid_query)
    reads: tuple[Metric, ...] = attrs.field(
        converter=as_metrics, validator=check.some(Metric, "[requests]")
    )
    proof: tuple[Example, ...] = attrs.field(
        converter=as_examples, validator=check.some(Example, "[Example(…)]")
    )
    counts: str = attrs.field(validator=check.sentence)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.proof, tuple):
            self._must_prove([one for one in self.proof if isinstance(one, Example)])
        if isinstance(self.reads, tuple) and isinstance(self.ratio, str):
            for message, hint in undeclared(self.ratio, self.reads):
                self.complain("ratio", message, hint)

    def _must_prove(self, told: list[Example]) -> None:
        if not any(one.errors for one in told):
            self.complain("proof", "no example has errors, so the proof could not fail")
        for one in told:
            if one.total == 0:
                message = f"the example {one.title!r} has no events, so it has no share of errors"
                self.complain("proof", message, "leave it out: such a minute is not counted")

    def bad(self, window: Duration, by: tuple[str, ...]) -> Expr:
        """Return the user's ratio, at most 1."""
        ratio = build.valid(Text(inspect.cleandoc(over(self.ratio, str(window)))))
        return build.call("clamp_max", build.max_by(ratio, *by), build.literal(1))

    def check_by(self, user: Definition, by: tuple[str, ...]) -> None:
        """Report each of *by* that the series of the query can not have."""
        for label in impossible(self.ratio, by):
            hint = f"write sum by ({', '.join(by)}) (…) in ratio="
            message = f"the query ratio yields no label {label!r}"
            user.complain("by", message, hint, related=(self.source,))

    def metrics(self) -> tuple[Metric, ...]:
        """Return the metrics that were declared as read."""
        return self.reads

    def examples(self) -> tuple[Example, ...]:
        """Return the user's own, each total being a minute."""
        return tuple(
            slice_example(one.title, Decimal(one.errors) / one.total, *one.series)
            for one in self.proof
        )

    def meaning(self) -> str:
        """Return the user's own words."""
        return self.counts
