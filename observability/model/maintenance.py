"""Times that do not count: maintenance that was announced."""

from __future__ import annotations

from typing import Any

import attrs

from observability.base import instant
from observability.base.duration import Duration, minutes
from observability.model import check
from observability.model.definition import Definition

__all__ = ["Maintenance", "moment"]


def moment(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Complain unless *value* is an ISO 8601 moment with its distance from UTC."""
    try:
        instant.unix(value if isinstance(value, str) else "")
    except ValueError:
        name = attribute.name
        message = f"{name} is {check.described(value)}, no moment with its distance from UTC"
        instance.complain(name, message, f'write {name}="2026-11-29T02:00+01:00"')


def _length(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Duration) or value < minutes(1):
        message = f"{attribute.name} is {check.described(value)}, not a minute or more"
        instance.complain(attribute.name, message, f"write {attribute.name}=hours(2)")


@attrs.frozen(kw_only=True)
class Maintenance(Definition):
    """A time whose events count neither as good nor as bad, once or again and again.

    No event inside it changes a budget or an alert. Because rates look back, events near it count
    in part: one a minute before it by about a half, one a minute after it by about a quarter. All
    count that are one rate window (two minutes) before it, or one rate window and a scrape after
    it. It must be declared before it begins: what is recorded stays.

    Args:
        reason: What is done, in one line.
        start: When it begins, the first time: ISO 8601 with the distance from UTC.
        length: How long it lasts.
        every: After how long it begins again, such as ``days(7)``; None: it happens once. The
            distance from UTC stays: where clocks change, it moves by an hour.
    """

    reason: str = attrs.field(validator=check.sentence)
    start: str = attrs.field(validator=moment)
    length: Duration = attrs.field(validator=_length)
    every: Duration | None = attrs.field(default=None, validator=check.optional(_length))

    def __attrs_post_init__(self) -> None:
        both = isinstance(self.every, Duration) and isinstance(self.length, Duration)
        if both and self.every and self.every <= self.length + minutes(10):
            message = (
                f"it lasts {self.length} of every {self.every}, so next to nothing would count"
            )
            self.complain("every", message, "write every=days(7)")

    @property
    def began(self) -> int:
        """When it begins the first time, in Unix seconds."""
        return instant.unix(self.start)
