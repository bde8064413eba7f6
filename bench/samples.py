"""The samples that rules read, counted by Prometheus itself: the same figure on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs
from design import Design
from fleet import Fleet
from history import write_history
from servers import Server, running


@attrs.frozen(kw_only=True)
class Samples:
    """Samples read a second and SLO: in all, and by each kind of rule, the costliest first."""

    design: str
    rules: float
    per_second: float
    by_kind: dict[str, float]


def samples(designs: Sequence[Design], fleet: Fleet, end: int, folder: Path) -> list[Samples]:
    """Return what each of *designs* reads when there is a month of history, at second *end*."""
    found = []
    for number, design in enumerate(designs):
        home = folder / f"samples-{number}"
        write_history(design, fleet, end, home)
        with running(home) as server:
            found.append(_counted(server, design, fleet, end))
    return found


def _counted(server: Server, design: Design, fleet: Fleet, end: int) -> Samples:
    found: dict[str, float] = {}
    at = end + 1  # an evaluation hardly ever falls on the very second of a sample
    for rule in design.rules:
        read = server.ask(rule.query, at, stats=True)["stats"]["samples"]["totalQueryableSamples"]
        found[rule.kind] = found.get(rule.kind, 0.0) + read / rule.every / fleet.slos
    ranked = sorted(found.items(), key=lambda one: -one[1])
    return Samples(
        design=design.name,
        rules=len(design.rules) / fleet.slos,
        per_second=sum(found.values()),
        by_kind=dict(ranked),
    )
