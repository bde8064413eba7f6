"""What panels must know of the SLOs that they may be asked to show."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import attrs

from observability.base.duration import Duration, days
from observability.model.slo import SLO
from observability.slo.windows import PERIOD, TABLES, Table

__all__ = ["USUAL", "Scope", "scope_of"]


@attrs.frozen(kw_only=True)
class Scope:
    """What occurs among some SLOs; panels show no more than that.

    Args:
        periods: Their own periods, ascending.
        tables: Their tables of windows, by name.
        groups: The labels that some of them are grouped by.
        further: Whether some have budgets over further periods.
        policy: Whether some have an error budget policy.
        maintenance: Whether some have times that do not count.
    """

    periods: tuple[Duration, ...] = (PERIOD,)
    tables: tuple[Table, ...] = (TABLES[PERIOD],)
    groups: tuple[str, ...] = ()
    further: bool = False
    policy: bool = False
    maintenance: bool = False

    @property
    def words(self) -> str:
        """The period in a reader's words: ``30 days``, or ``the period`` if there are several."""
        first, *others = self.periods
        return "the period" if others else f"{first.milliseconds // days(1).milliseconds} days"

    @property
    def windows(self) -> tuple[Duration, ...]:
        """Every window that an alert reads, ascending."""
        return tuple(sorted({one for table in self.tables for one in table.windows}))

    def pace(self, severity: str) -> Decimal:
        """Return the slowest burn rate that alerts with *severity*."""
        return min(pair.factor for table in self.tables for pair in table.of(severity))

    def lasts(self, severity: str) -> Decimal:
        """Return how many seconds a whole budget lasts at that pace, at the longest."""
        return max(
            Decimal(table.period.milliseconds) / 1000 / pair.factor
            for table in self.tables
            for pair in table.of(severity)
        )


USUAL = Scope()


def scope_of(slos: Iterable[SLO], *, policy: bool = False) -> Scope:
    """Return what occurs among *slos*; *policy*: whether one of them has a budget policy."""
    every = tuple(slos)
    if not every:
        return USUAL
    tables = {one.table.name: one.table for one in every}
    return Scope(
        periods=tuple(sorted({one.period for one in every})),
        tables=tuple(tables[name] for name in sorted(tables)),
        groups=tuple(sorted({label for one in every for label in one.by})),
        further=any(one.also for one in every),
        policy=policy,
        maintenance=any(one.maintenance for one in every),
    )
