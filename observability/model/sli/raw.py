"""An indicator in the user's own PromQL."""

from __future__ import annotations

import inspect
from typing import Any

import attrs

from observability.base.duration import Duration
from observability.model import check
from observability.model.definition import Definition
from observability.model.metric import Metric
from observability.model.series import Example
from observability.model.sli.given import (
    WINDOW,
    as_examples,
    as_metrics,
    impossible,
    over,
    undeclared,
    valid_query,
)
from observability.promql import build
from observability.promql.expr import Expr, Text

__all__ = ["Raw"]


def _query(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    valid_query(instance, attribute, value)
    if isinstance(value, str) and not WINDOW.search(value):
        instance.complain(
            attribute.name,
            f"{attribute.name} has no {{{{.window}}}}, so every window would be the same",
            "write the range as [{{.window}}]",
        )


@attrs.frozen(kw_only=True)
class Raw(Definition):
    """Errors and events as two queries, each of one series, in events per second.

    Args:
        errors: The errors per second, with ``{{.window}}`` where the range stands.
        total: All events per second, likewise.
        reads: The declared metrics that the queries use.
        proof: Series, and the rates that the queries must read from them; at least one with
            errors, so that the proof can fail.
        counts: What counts as an error, as the end of a sentence: "that end in the dead-letter
            queue".
    """

    errors: str = attrs.field(validator=_query)
    total: str = attrs.field(validator=_query)
    reads: tuple[Metric, ...] = attrs.field(
        converter=as_metrics, validator=check.each(Metric, "[requests]")
    )
    proof: tuple[Example, ...] = attrs.field(
        converter=as_examples, validator=check.each(Example, "[Example(…)]")
    )
    counts: str = attrs.field(validator=check.sentence)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.errors, str) and self.errors == self.total:
            self.complain("total", "errors and total are the same query")
        self._must_prove()
        self._must_declare()

    def _must_prove(self) -> None:
        if isinstance(self.proof, tuple) and not any(
            isinstance(one, Example) and one.errors for one in self.proof
        ):
            self.complain("proof", "no example has errors, so the proof could not fail")

    def _must_declare(self) -> None:
        if not isinstance(self.reads, tuple):
            return
        for field in ("errors", "total"):
            for message, hint in undeclared(str(getattr(self, field)), self.reads):
                self.complain(field, message, hint)

    def error_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the errors query over *window*; in groups, a group without errors has 0."""
        errors = _over(self.errors, window)
        if not by:
            return errors
        none = build.times(self.event_rate(window, by), 0)
        return build.any_of(build.sum_by(errors, *by), none)

    def event_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the total query over *window*."""
        total = _over(self.total, window)
        return build.sum_by(total, *by) if by else total

    def check_by(self, user: Definition, by: tuple[str, ...]) -> None:
        """Report each of *by* that the series of one of the queries can not have."""
        for field in ("errors", "total"):
            for label in impossible(str(getattr(self, field)), by):
                hint = f"write sum by ({', '.join(by)}) (…) in {field}="
                message = f"the query {field} yields no label {label!r}"
                user.complain("by", message, hint, related=(self.source,))

    def metrics(self) -> tuple[Metric, ...]:
        """Return the metrics that were declared as read."""
        return self.reads

    def examples(self) -> tuple[Example, ...]:
        """Return the user's own."""
        return self.proof

    def meaning(self) -> str:
        """Return the user's own words."""
        return self.counts


def _over(query: str, window: Duration) -> Text:
    return Text(inspect.cleandoc(over(query, str(window))))
