"""Some files of specs to parts of rule files, which are written aside as they are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import groupby

import attrs

from observability.base.errors import Problem
from observability.base.source import Source
from observability.compile.adoption import Adopted, adopt
from observability.compile.foreign import service_groups, title_of
from observability.compile.migration import cost_in_sloth
from observability.formats.sloth_spec import Group
from observability.formats.sloth_windows import BUILT_IN
from observability.io.spec_files import read_file
from observability.io.staging import Draft, Piece, Stage
from observability.model.foreign import ForeignSLO, settings
from observability.model.project import Project
from observability.serialize.goyaml_rules import GROUPS, NO_GROUPS
from observability.serialize.rule_text import file_head, opening, rule_texts
from observability.specs.read import Choice, Verdict, understood, verdicts
from observability.specs.slothful import HEAD, Slothful

__all__ = ["Kept", "Maker", "Part", "Share", "head_of"]


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
class Share:
    """What some files give to the rule file *name*; without *title* it is in Sloth's shape."""

    name: str
    piece: Piece
    title: str = ""
    files: frozenset[str] = frozenset()


@attrs.frozen(kw_only=True)
class Part:
    """What came of some files.

    Args:
        problems: What is wrong with them as files.
        judged: What is to say of each of their SLOs.
        unmade: Why rules could not be made.
        shares: The rules, unless something is wrong.
        slos: The SLOs that the exact engine takes.
        left: Those that it leaves.
    """

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    judged: list[Verdict]
    unmade: list[Problem] = attrs.field(factory=list)
    shares: list[Share] = attrs.field(factory=list)
    slos: tuple[ForeignSLO, ...] = ()
    left: list[Kept] = attrs.field(factory=list)


def head_of(shares: Sequence[Share]) -> str:
    """Return the head of the rule file that *shares* make together."""
    files = {file for one in shares for file in one.files}
    return file_head(shares[0].title, files) if shares[0].title else HEAD


class Maker:
    """Makes parts of file after file, by *choice*, until something is wrong with one."""

    def __init__(self, stage: Stage, engine: str, choice: Choice, root: str) -> None:
        self.stage = stage
        self.exact = engine == "exact"
        self.choice = choice
        self.root = root
        catalogue = BUILT_IN if choice.catalogue is None else choice.catalogue
        self.slothful = Slothful(choice.period, catalogue)
        self.is_good = True

    @cached_property
    def project(self) -> Project:
        """The settings that rules are made with."""
        return settings()

    def each(self, files: Sequence[str]) -> list[Part]:
        """Return what comes of each of *files*, none of which refers to another."""
        return [self.part({file: read_file(file)}) for file in files]

    def part(self, contents: Mapping[str, bytes]) -> Part:
        """Return what comes of files, given by their paths.

        Raises:
            WriteError: If one can not be read.
            OSError: If rules can not be written.
        """
        found = understood(contents, self.choice)
        judged = verdicts(found.groups, self.choice.period)
        wrong = found.problems or any(one.wrong for one in judged)
        part = Part(problems=found.problems, warnings=found.warnings, judged=judged)
        self.is_good = self.is_good and not wrong
        return self._made(part, found.groups) if self.is_good else part

    def _made(self, part: Part, groups: tuple[Group, ...]) -> Part:
        if not self.exact:
            shares, unmade = self._kept(groups, ".yml")
            return attrs.evolve(part, shares=shares, unmade=unmade)
        period = self.choice.period
        adopted = adopt(groups, period, self.choice.catalogue)
        kept, unmade = self._kept(_left(groups, adopted), ".sloth.yml")
        left = [
            Kept(
                id=one.slo.id,
                source=one.slo.source(),
                reason=one.reason,
                cost=cost_in_sloth(one.slo, period, self.project),
            )
            for one in adopted.left
        ]
        shares = [] if unmade else [*kept, *self._shares(adopted.exact)]
        return attrs.evolve(part, unmade=unmade, shares=shares, slos=adopted.exact, left=left)

    def _kept(self, groups: Iterable[Group], end: str) -> tuple[list[Share], list[Problem]]:
        texts, problems = self.slothful.texts(groups)
        if problems:
            return [], problems
        return [
            Share(name=f"{name}{end}", piece=self.stage.add(_slothful(own)))
            for name, own in texts.items()
        ], []

    def _shares(self, slos: Sequence[ForeignSLO]) -> Iterable[Share]:
        ordered = sorted(slos, key=_service)
        for _, some in groupby(ordered, key=_service):
            yield self._share(tuple(some))

    def _share(self, slos: tuple[ForeignSLO, ...]) -> Share:
        service = slos[0].service
        title, files = title_of(service), {one.source.relative(self.root).file for one in slos}
        sections = [
            (opening(group), [rule_texts(group.rules)])
            for group in service_groups(service, slos, self.project)
        ]
        return Share(
            name=f"{service.name}.yml",
            piece=self.stage.add(Draft(head=file_head(title, files), sections=sections)),
            title=title,
            files=frozenset(files),
        )


def _service(slo: ForeignSLO) -> str:
    return slo.service.name


def _slothful(texts: Sequence[str]) -> Draft:
    return Draft(head=HEAD, sections=[(GROUPS, texts)], bare=NO_GROUPS)


def _left(groups: tuple[Group, ...], adopted: Adopted) -> Iterable[Group]:
    """Yield *groups* with the SLOs that keep Sloth's shape alone."""
    places = {one.slo.source() for one in adopted.left}
    for group in groups:
        slos = tuple(slo for slo in group.slos if slo.source() in places)
        if slos:
            yield attrs.evolve(group, slos=slos)
