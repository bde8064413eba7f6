"""What the rest of the program may ask of any kind of SLI."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from observability.base.duration import Duration
from observability.model.metric import Metric
from observability.model.series import Example
from observability.promql.expr import Expr

__all__ = ["Sli"]


@runtime_checkable
class Sli(Protocol):
    """An indicator made of events, some of which are errors."""

    def error_rate(self, window: Duration) -> Expr:
        """Return the errors per second over *window*: one series, 0 where there is none yet."""
        ...

    def event_rate(self, window: Duration) -> Expr:
        """Return the events per second over *window*; no series where nothing is measured."""
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
