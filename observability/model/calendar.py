"""Budgets that begin anew with each month or quarter, beside the rolling one."""

from __future__ import annotations

from typing import Any

import attrs

from observability.base import instant
from observability.model import check
from observability.model.definition import Definition

__all__ = ["Calendar"]

_UNITS = ("month", "quarter")


def _unit(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if value not in _UNITS:
        message = f"unit is {check.described(value)}, not {' or '.join(map(repr, _UNITS))}"
        instance.complain(attribute.name, message, 'write unit="month"')


def _offset(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    try:
        instant.offset(str(value))
    except ValueError as error:
        instance.complain(attribute.name, str(error), 'write utc_offset="+01:00"')


@attrs.frozen(kw_only=True)
class Calendar(Definition):
    """A calendar month or quarter so far: its budget is whole again when the next one begins.

    What remains is told of the events so far, as no one knows how many are still to come. Where
    clocks change, choose one offset: a month is not shifted by an hour in spring.

    Args:
        unit: ``month`` or ``quarter``.
        utc_offset: Where its midnight lies, such as ``+01:00``.
    """

    unit: str = attrs.field(default="month", validator=_unit)
    utc_offset: str = attrs.field(default="+00:00", validator=_offset)

    @property
    def name(self) -> str:
        """Its label in the rules: ``month``, or ``month+01:00``."""
        return self.unit + (self.utc_offset if self.shift else "")

    @property
    def shift(self) -> int:
        """Seconds east of UTC."""
        return instant.offset(self.utc_offset)
