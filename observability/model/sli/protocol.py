"""What the rest of the program may ask of any kind of SLI."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from observability.base.duration import Duration
from observability.model.definition import Definition
from observability.model.metric import Metric
from observability.model.series import Example
from observability.promql.expr import Expr

__all__ = ["Sli"]


@runtime_checkable
class Sli(Protocol):
    """An indicator made of events, some of which are errors.

    With *by*, both rates have one series for each combination of these labels, and no other
    label; without, they have one series.
    """

    def error_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the errors per second over *window*: 0 where there is none yet."""
        ...

    def event_rate(self, window: Duration, by: tuple[str, ...] = ()) -> Expr:
        """Return the events per second over *window*; no series where nothing is measured."""
        ...

    def check_by(self, user: Definition, by: tuple[str, ...]) -> None:
        """Report at *user*'s field ``by`` each label that its events can not be grouped by."""
        ...

    def metrics(self) -> tuple[Metric, ...]:
        """Return the metrics it reads, for the checks that they are scraped."""
        ...

    def examples(self) -> tuple[Example, ...]:
        """Return synthetic series with the rates that must be read from them."""
        ...

    def meaning(self) -> str:
        """Return what counts as an error, as the end of a sentence."""
        ...
