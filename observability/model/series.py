"""Synthetic series: the input of a proof, in promtool's notation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

import attrs

from observability.base.labels import Labels
from observability.base.quantity import number
from observability.model import check
from observability.model.definition import Definition

__all__ = ["Example", "Series", "Story"]

_NUMBER = r"\d+(?:\.\d+)?(?:e[-+]?\d+)?"
_REPEATED = rf"[-+]?{_NUMBER}(?:[-+]{_NUMBER})?x\d{{1,6}}|_x\d{{1,6}}"
_STEP = re.compile(rf"{_REPEATED}|_|stale|[-+]?(?:{_NUMBER}|NaN|Inf)")


def _notation(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    steps = value.split() if isinstance(value, str) else []
    bad = next((step for step in steps if not _STEP.fullmatch(step)), None)
    if not steps or bad:
        instance.complain(
            attribute.name,
            f"{check.shown(value)} is no promtool series ({bad or 'nothing'!r} is not understood)",
            'write one value a minute, like "0+60x30", "5x10 0x5" or "_x3 1"',
        )


@attrs.frozen(kw_only=True)
class Series(Definition):
    """One input series of a proof: a value a minute, as in promtool's test files."""

    metric: str = attrs.field(validator=check.metric_name)
    labels: Labels = attrs.field(converter=check.as_labels, validator=check.label_map)
    values: str = attrs.field(validator=_notation)

    def __str__(self) -> str:
        return f"{self.metric}{self.labels}"


def _series(value: Iterable[Series]) -> tuple[Series, ...]:
    return cast("tuple[Series, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class Example(Definition):
    """Series with the event rates that an SLI must read from them, per second."""

    title: str = attrs.field(validator=check.sentence)
    series: tuple[Series, ...] = attrs.field(
        converter=_series, validator=check.each(Series, "[metric.series(…)]")
    )
    errors: Decimal = attrs.field(converter=check.as_decimal, validator=check.number())
    total: Decimal = attrs.field(converter=check.as_decimal, validator=check.number())

    def __attrs_post_init__(self) -> None:
        numbers = isinstance(self.errors, Decimal) and isinstance(self.total, Decimal)
        if numbers and not 0 <= self.errors <= self.total:
            shown = f"{number(self.errors)} of {number(self.total)}"
            self.complain("errors", f"{shown} events can not be errors")


@attrs.frozen(kw_only=True)
class Story(Definition):
    """Series under which an alert must fire, or must not; *title* says what happens."""

    title: str = attrs.field(validator=check.sentence)
    series: tuple[Series, ...] = attrs.field(
        converter=_series, validator=check.some(Series, "[metric.series(…)]")
    )
    fires: bool = attrs.field(validator=check.is_a(bool, "write fires=True or fires=False"))
