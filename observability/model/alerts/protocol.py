"""What every alert says about itself, and what the compiler may ask of any kind."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, cast

import attrs

from observability.base.duration import Duration
from observability.base.labels import EMPTY, Labels
from observability.model import check
from observability.model.definition import Definition
from observability.model.series import Series
from observability.model.service import Service
from observability.model.team import Severity
from observability.promql.expr import Expr

__all__ = ["Alert", "alert_name", "as_series", "of_series"]


def alert_name(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require an alert name that is also a file name and an anchor."""
    if not isinstance(value, str) or not value.isascii() or not value.isalnum():
        message = f"name {check.shown(value)} is no alert name"
        instance.complain(attribute.name, message, "use letters and digits, like DatabaseDown")


def as_series(value: Iterable[Series]) -> tuple[Series, ...]:
    """Convert a list of series."""
    return cast("tuple[Series, ...]", check.sequence(value))


of_series = check.each(Series, '[metric.series("0+60x30")]')


@attrs.frozen(kw_only=True)
class Alert(Definition, ABC):
    """The base of all kinds.

    Args:
        service: Whose alert it is: its team is called, its page is linked.
        name: In CamelCase, unique in the project.
        severity: PAGE only for what users feel now; causes are tickets.
        summary: One line for the notification; ``{{ $labels.… }}`` and ``{{ $value }}`` work.
        impact: What it means for users, for the runbook.
        actions: The first steps, in order, for the runbook; each a sentence or a command.
        hold: How long the condition must last.
        labels: Further labels.
    """

    service: Service = attrs.field(validator=check.is_a(Service))
    name: str = attrs.field(validator=alert_name)
    severity: Severity = attrs.field(validator=check.is_a(Severity, "write Severity.TICKET"))
    summary: str = attrs.field(validator=check.sentence)
    impact: str = attrs.field(validator=check.text)
    actions: tuple[str, ...] = attrs.field(
        converter=check.as_strings, validator=check.some(str, '["Look at …"]')
    )
    hold: Duration = attrs.field(validator=check.is_a(Duration, "write hold=minutes(5)"))
    labels: Labels = attrs.field(
        default=EMPTY, converter=check.as_labels, validator=check.extra_labels
    )

    @abstractmethod
    def expression(self) -> Expr:
        """Return the condition: the alert fires for every series it yields."""

    @abstractmethod
    def firing(self) -> tuple[Series, ...]:
        """Return input series, a value a minute, under which it must fire once *hold* is over."""

    @abstractmethod
    def silent(self) -> tuple[Series, ...]:
        """Return input series just like them, under which it must not fire."""
