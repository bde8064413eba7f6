"""Pairs of windows of one's own, where the usual ones do not fit."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

import attrs

from observability.base.duration import Duration, hours, minutes
from observability.model import check
from observability.model.definition import Definition
from observability.model.team import Severity
from observability.slo.windows import LONGEST, SHORTEST, Pair, Table

__all__ = ["AlertWindows", "BurnPair"]

_BUCKET = minutes(5)


def _window(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    name = attribute.name
    if not isinstance(value, Duration) or not SHORTEST <= value <= LONGEST:
        message = f"{name} is {check.described(value)}, not a duration from {SHORTEST} to {LONGEST}"
        instance.complain(name, message, f"write {name}=hours(1)")
    elif value.milliseconds % 60_000 or (
        value > hours(6) and value.milliseconds % _BUCKET.milliseconds
    ):
        unit = "5 minutes" if value > hours(6) else "minutes"
        instance.complain(name, f"{name} is {value}, which is no whole number of {unit}")


@attrs.frozen(kw_only=True)
class BurnPair(Definition):
    """Two windows that must both burn too fast for an alert.

    Args:
        severity: PAGE or TICKET.
        budget: The percent of the period's budget that is gone when it fires at just that pace.
        long: The window that says that it matters.
        short: The window that says that it still goes on; a twelfth of *long* is usual.
    """

    severity: Severity = attrs.field(validator=check.is_a(Severity))
    budget: Decimal = attrs.field(converter=check.as_decimal, validator=check.number(low=0))
    long: Duration = attrs.field(validator=_window)
    short: Duration = attrs.field(validator=_window)

    def __attrs_post_init__(self) -> None:
        sound = isinstance(self.long, Duration) and isinstance(self.short, Duration)
        if sound and self.short >= self.long:
            message = f"short is {self.short}, not shorter than long ({self.long})"
            self.complain("short", message, "a twelfth of long is usual")

    def over(self, period: Duration) -> Pair:
        """Return the pair for a promise over *period*."""
        factor = self.budget * period.milliseconds / self.long.milliseconds / 100
        return Pair(
            severity=self.severity.value,
            factor=round(factor, 6).normalize(),
            long=self.long,
            short=self.short,
            budget=self.budget,
        )


def _pairs(value: Iterable[BurnPair]) -> tuple[BurnPair, ...]:
    return cast("tuple[BurnPair, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class AlertWindows(Definition):
    """A table of windows that SLOs choose with ``windows=``.

    Args:
        name: A DNS label, unique in the project: it stands in the rules.
        pairs: At least one pair for pages and one for tickets.
    """

    name: str = attrs.field(validator=check.dns_label)
    pairs: tuple[BurnPair, ...] = attrs.field(
        converter=_pairs, validator=check.some(BurnPair, "[BurnPair(…)]")
    )

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.pairs, tuple):
            return
        have = {one.severity for one in self.pairs if isinstance(one, BurnPair)}
        for severity in (Severity.PAGE, Severity.TICKET):
            if severity not in have and have:
                message = f"no pair is for a {severity.value}"
                self.complain(
                    "pairs", message, f"add BurnPair(severity=Severity.{severity.name}, …)"
                )

    def over(self, period: Duration) -> Table:
        """Return the table for a promise over *period*."""
        return Table(
            name=f"{self.name}-{period}",
            period=period,
            pairs=tuple(one.over(period) for one in self.pairs),
        )
