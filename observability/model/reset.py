"""Budgets that were declared whole again."""

from __future__ import annotations

import attrs

from observability.base import instant
from observability.model import check
from observability.model.definition import Definition
from observability.model.maintenance import moment

__all__ = ["Reset"]


@attrs.frozen(kw_only=True)
class Reset(Definition):
    """A moment from which on the budget counts anew: no event before it spends it or alerts.

    It may be declared before the moment or after it. Until then nothing changes; of several, the
    latest one that has passed counts. A budget counts from the first 5-minute bucket on that holds
    no event from before, which begins at most eight minutes after it; alerts, after one rate window
    and scrape (two and a half minutes), with as few events as there are by then.

    Args:
        at: The moment: ISO 8601 with the distance from UTC.
        reason: Why, and who agreed, in one line.
    """

    at: str = attrs.field(validator=moment)
    reason: str = attrs.field(validator=check.sentence)

    @property
    def when(self) -> int:
        """The moment, in Unix seconds."""
        return instant.unix(self.at)
