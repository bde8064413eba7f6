"""The rules of the exact engine for many SLOs of specs: what SLOs of one shape share is made once.

SLOs have one shape if they differ in texts alone: their names, the values of labels and
annotations, and in their queries the metrics and the values that labels must equal. What is found
out of one (that its queries can be split, which rules it has) holds for all of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import attrs

from observability.base import naming
from observability.base.duration import Duration
from observability.compile.adoption import SPECS, taken
from observability.compile.foreign import service_groups
from observability.formats.sloth_spec import AlertMeta, Events, Kind, Raw, Sli, Slo
from observability.formats.sloth_windows import Catalogue
from observability.model.foreign import ForeignSLO
from observability.model.project import Project
from observability.promql.linear import Refusal
from observability.promql.skeleton import PLAIN, Skeleton, skeleton
from observability.serialize.rule_holes import MOST, Form, RuleHoles, has_hole, hole, metric
from observability.serialize.rule_text import rule_texts

__all__ = ["Foreign", "ForeignShapes"]

_SLOT, _FIXED = 2, 5
"""Where the slot stands among the texts of an SLO, and how many come before those of labels."""


@attrs.frozen(kw_only=True)
class Foreign:
    """The rules of an SLO as text, a *section* for each group; *like* it but for texts is one."""

    like: ForeignSLO
    sections: tuple[str, ...]


class ForeignShapes:
    """Makes the rules of SLO after SLO."""

    def __init__(self, project: Project, period: Duration, catalogue: Catalogue | None) -> None:
        self.project = project
        self.period = period
        self.catalogue = catalogue
        self.shapes: dict[Hashable, _Shape | None] = {}
        self._once: set[Hashable] = set()

    def made(self, slo: Slo, kind: Kind) -> Foreign:
        """Return the rules of *slo*, from a spec of *kind*.

        Raises:
            Refusal: If the exact engine does not take it.
        """
        apart = _apart(slo)
        if apart is None:
            return self._one(slo, kind)
        key = (kind, *apart.key)
        shape = self.shapes.get(key)
        if shape is not None:
            return Foreign(like=shape.like, sections=shape.sections(apart.texts))
        one = self._one(slo, kind)
        if key not in self.shapes:  # of two the shape is worth its making
            if key in self._once:
                self.shapes[key] = self._shape(apart, slo, kind, one)
            self._once.add(key)
        return one

    def _one(self, slo: Slo, kind: Kind) -> Foreign:
        found = self._taken(slo, kind)
        groups = service_groups(found.service, (found,), self.project)
        return Foreign(like=found, sections=tuple(rule_texts(one.rules) for one in groups))

    def _taken(self, slo: Slo, kind: Kind) -> ForeignSLO:
        return taken(slo, slo.period or self.period, SPECS[kind], self.catalogue)

    def _shape(self, apart: _Apart, slo: Slo, kind: Kind, one: Foreign) -> _Shape | None:
        """Return the shape of *slo*, whose rules are *one*; None if it can not be relied on."""
        if len(apart.texts) > MOST or has_hole(apart.fixed):
            return None
        try:
            found = self._taken(_stand_in(slo, apart), kind)
        except Refusal:
            return None
        writer = RuleHoles(hole(_SLOT))
        groups = service_groups(found.service, (found,), self.project)
        forms = [writer.section(group.rules) for group in groups]
        shape = _Shape(like=one.like, writer=writer, forms=forms)
        return shape if shape.sections(apart.texts) == one.sections else None


@attrs.frozen(kw_only=True)
class _Shape:
    """The rules of SLOs that are *like* one in all but their texts."""

    like: ForeignSLO
    writer: RuleHoles
    forms: list[Form]

    def sections(self, texts: list[str]) -> tuple[str, ...]:
        """Return the rules of the SLO that has *texts*."""
        lines = [line.text(texts) for line in self.writer.lines]
        return tuple([form.filled(lines) for form in self.forms])


@attrs.frozen(kw_only=True)
class _Apart:
    """An SLO as its *texts* and all else, the *key*; its queries are *skeletons*.

    The values of its queries come last among the texts, each once; *places* tells which is where.
    """

    key: tuple[Hashable, ...]
    texts: list[str]
    skeletons: tuple[Skeleton, ...]
    places: tuple[tuple[int, ...], ...]
    names: tuple[str, ...]

    @property
    def fixed(self) -> str:
        """All that stands in the rules of each SLO with this key."""
        return " ".join([*self.names, *(part for one in self.skeletons for part in one.parts)])


def _apart(slo: Slo) -> _Apart | None:
    """Return *slo* apart from its texts, if that is easy."""
    queries = _queries(slo.sli)
    names = (slo.service, slo.name)
    if not queries or slo.plugins or slo.overrides or not all(map(PLAIN.fullmatch, names)):
        return None
    alert = slo.page.name or slo.ticket.name
    fixed = tuple(slo.labels)
    texts = [
        *names,
        naming.slot(naming.slo_id(*names)),
        slo.description,
        alert,
        *slo.labels.values(),
    ]
    for meta in (slo.page, slo.ticket):
        fixed += (*meta.labels, *meta.annotations)
        texts += (*meta.labels.values(), *meta.annotations.values())
    skeletons = tuple([skeleton(query) for query in queries])
    numbers: dict[str, int] = {}
    for one in skeletons:
        for value in one.values:
            numbers.setdefault(value, len(texts) + len(numbers))
    places = tuple([tuple([numbers[value] for value in one.values]) for one in skeletons])
    key = (
        slo.period and slo.period.milliseconds,
        slo.calendar,
        slo.utc_offset,
        slo.objective,
        bool(alert),
        *((one.disable, len(one.labels), len(one.annotations)) for one in (slo.page, slo.ticket)),
        fixed,
        tuple([one.parts for one in skeletons]),
        places,
    )
    return _Apart(
        key=key, texts=[*texts, *numbers], skeletons=skeletons, places=places, names=fixed
    )


def _queries(sli: Sli) -> tuple[str, ...]:
    if sli.plugin is not None or (sli.raw is None) is (sli.events is None):
        return ()
    if sli.raw is not None:
        return (sli.raw.error_ratio_query,)
    return () if sli.events is None else (sli.events.error_query, sli.events.total_query)


def _stand_in(slo: Slo, apart: _Apart) -> Slo:
    """Return *slo* with what stands for each of its texts."""
    numbers = iter(range(_FIXED, len(apart.texts)))

    def texts(names: Sequence[str]) -> dict[str, str]:
        return {name: hole(next(numbers)) for name in names}

    def alert(meta: AlertMeta) -> AlertMeta:
        labels, annotations = texts(tuple(meta.labels)), texts(tuple(meta.annotations))
        return AlertMeta(disable=meta.disable, name=name, labels=labels, annotations=annotations)

    name = hole(_FIXED - 1) if apart.texts[_FIXED - 1] else ""
    labels = texts(tuple(slo.labels))
    page, ticket = alert(slo.page), alert(slo.ticket)
    queries = [
        one.filled(
            [metric(at) if named else hole(at) for at, named in zip(places, one.names, strict=True)]
        )
        for one, places in zip(apart.skeletons, apart.places, strict=True)
    ]
    sli = Sli(raw=Raw(error_ratio_query=queries[0]))
    if len(queries) > 1:
        sli = Sli(events=Events(error_query=queries[0], total_query=queries[1]))
    return attrs.evolve(
        slo,
        service=hole(0),
        name=hole(1),
        description=hole(3),
        labels=labels,
        page=page,
        ticket=ticket,
        sli=sli,
    )
