"""Specs to the rules of the exact engine, and the SLOs that it leaves to Sloth's shape."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

import attrs

from observability.base.duration import Duration
from observability.base.source import Source
from observability.compile.foreign import service_groups
from observability.compile.migration import cost_in_sloth
from observability.formats.sloth_spec import Group, Slo
from observability.formats.sloth_windows import Catalogue
from observability.model.foreign import ForeignService, ForeignSLO, settings
from observability.promql.linear import Refusal
from observability.serialize.foreign_shapes import ForeignShapes
from observability.serialize.rule_text import opening

__all__ = ["Exact", "Kept", "Member", "Split"]


@attrs.frozen(kw_only=True)
class Kept:
    """An SLO that keeps Sloth's shape, and how many samples a second its rules read then.

    *reason* ends a sentence that begins with the SLO.
    """

    id: str
    source: Source
    reason: str
    cost: Decimal


@attrs.frozen(kw_only=True)
class Member:
    """An SLO that the exact engine took; to the rules over windows it is *like* another one."""

    service: str
    name: str
    source: Source
    like: ForeignSLO


@attrs.define(kw_only=True)
class Split:
    """SLOs told apart by engine, each in the order of the specs.

    Args:
        texts: The rules by service: of each of its SLOs, a text for each group.
        groups: The groups with the SLOs that keep Sloth's shape alone.
        left: Those SLOs.
    """

    members: list[Member] = attrs.field(factory=list)
    texts: dict[str, list[tuple[str, ...]]] = attrs.field(factory=dict)
    groups: list[Group] = attrs.field(factory=list)
    left: list[Kept] = attrs.field(factory=list)


class Exact:
    """Makes the rules of group after group."""

    def __init__(self, period: Duration, catalogue: Catalogue | None) -> None:
        self.project = settings()
        self.period = period
        self.shapes = ForeignShapes(self.project, period, catalogue)

    def split(self, groups: Iterable[Group]) -> Split:
        """Return what becomes of the SLOs of *groups*."""
        found = Split()
        for group in groups:
            rest = [slo for slo in group.slos if not self._took(slo, group, found)]
            if rest:
                found.groups.append(attrs.evolve(group, slos=tuple(rest)))
        return found

    def _took(self, slo: Slo, group: Group, found: Split) -> bool:
        source = slo.source()
        try:
            made = self.shapes.made(slo, group.kind)
        except Refusal as refusal:
            cost = cost_in_sloth(slo, self.period, self.project)
            found.left.append(Kept(id=slo.id, source=source, reason=str(refusal), cost=cost))
            return False
        one = Member(service=slo.service, name=slo.name, source=source, like=made.like)
        found.members.append(one)
        found.texts.setdefault(slo.service, []).append(made.sections)
        return True

    def sections(self, service: str, texts: list[tuple[str, ...]]) -> list[tuple[str, list[str]]]:
        """Return the groups of *service* by what opens each, with the rules of its SLOs."""
        openings = [opening(one) for one in service_groups(_named(service), (), self.project)]
        parts: list[list[str]] = [list(some) for some in zip(*texts, strict=True)]
        return list(zip(openings, parts, strict=True))


@lru_cache
def _named(service: str) -> ForeignService:
    return ForeignService(name=service)
