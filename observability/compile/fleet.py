"""A shard of the project's SLOs, and what the rules that serve it have to offer.

Each SLO has one of sixteen slots for ever; a shard is a range of slots. So an SLO keeps its history
when the number of shards changes, and a shard that is slow or fails leaves the others alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby

import attrs

from observability.base import naming
from observability.base.duration import Duration, minutes
from observability.base.labels import Matcher
from observability.model.calendar import Calendar
from observability.model.catalog import Catalog
from observability.model.project import Project
from observability.model.slo import SLO
from observability.promql.expr import Selector
from observability.slo.windows import PAGE, Table

__all__ = ["FILE_NAME", "Fleet", "fleets", "ids_matcher"]

FILE_NAME = "slo-windows"
_NOW = minutes(5)
_SLOTS = "0123456789abcdef"


@attrs.frozen(kw_only=True)
class Fleet:
    """The SLOs of one shard; *slots* is empty if there is one shard, which has them all."""

    project: Project
    slos: tuple[SLO, ...]
    number: int = 0
    slots: str = ""

    @property
    def suffix(self) -> str:
        """How its file and its groups end."""
        return f"-{self.number}" if self.slots else ""

    @property
    def file_name(self) -> str:
        """The name of its file of rules."""
        return FILE_NAME + self.suffix

    @property
    def matchers(self) -> tuple[Matcher, ...]:
        """What selects its slots; nothing if it has them all."""
        if len(self.slots) > 1:
            return (Matcher(naming.SLO_SLOT, "=~", f"[{self.slots[0]}-{self.slots[-1]}]"),)
        return (Matcher(naming.SLO_SLOT, "=", self.slots),) if self.slots else ()

    def read(self, series: str, *matchers: Matcher) -> Selector:
        """Return the shard's part of a recorded series."""
        return Selector(series, (*self.matchers, *matchers))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of windows that its SLOs are guarded by, each once."""
        found = {slo.table.name: slo.table for slo in self.slos}
        return tuple(found[name] for name in sorted(found))

    @property
    def windows(self) -> tuple[Duration, ...]:
        """Every window that an alert of it reads, and that of the current burn rate, ascending."""
        return tuple(sorted({_NOW, *(one for table in self.tables for one in table.windows)}))

    @property
    def paging(self) -> tuple[Duration, ...]:
        """Every window that its pages read, and that of the current burn rate, ascending."""
        pairs = [pair for table in self.tables for pair in table.of(PAGE)]
        return tuple(sorted({_NOW, *(one for pair in pairs for one in (pair.short, pair.long))}))

    @property
    def periods(self) -> tuple[Duration, ...]:
        """Every rolling period that one of its SLOs has, ascending."""
        return tuple(sorted({period for slo in self.slos for period in slo.rolling}))

    @property
    def usual(self) -> Duration:
        """The period that most of its SLOs have: it is computed for all of them."""
        counts = Counter(slo.period for slo in self.slos)
        return max(counts, key=lambda period: (counts[period], -period.milliseconds))

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """Every calendar period that one of its SLOs has, each once."""
        found = {one.name: one for slo in self.slos for one in slo.calendars}
        return tuple(found[name] for name in sorted(found))


def ids_matcher(slos: Iterable[SLO], *, but: bool = False) -> Matcher:
    """Return the condition that selects *slos*, or all *but* them."""
    names = "|".join(re.escape(slo.id).replace(r"\-", "-") for slo in slos)
    equal, like = ("!=", "!~") if but else ("=", "=~")
    return Matcher(naming.SLO_ID, like if "|" in names else equal, names)


def fleets(catalog: Catalog) -> tuple[Fleet, ...]:
    """Return the shards of the project that have SLOs, which stand by service in each."""
    project = catalog.project
    every = tuple(sorted(catalog.slos, key=lambda slo: slo.service.name))
    if project.shards == 1:
        return (Fleet(project=project, slos=every),) if every else ()
    width = len(_SLOTS) // project.shards

    def shard(slo: SLO) -> int:
        return _SLOTS.index(naming.slot(slo.id)) // width

    return tuple(
        Fleet(
            project=project,
            slos=tuple(slos),
            number=number,
            slots=_SLOTS[number * width : (number + 1) * width],
        )
        for number, slos in groupby(sorted(every, key=shard), key=shard)
    )
