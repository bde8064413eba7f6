"""Some files of specs to parts of rule files, which are written aside as they are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from observability.base.errors import Problem
from observability.compile.foreign import title_of
from observability.formats.sloth_spec import Group
from observability.formats.sloth_windows import BUILT_IN
from observability.io.spec_files import read_file
from observability.io.staging import Draft, Piece, Stage
from observability.serialize.goyaml_rules import GROUPS, NO_GROUPS
from observability.serialize.rule_text import file_head
from observability.specs.exact import Exact, Kept, Member, Split
from observability.specs.read import Choice, Verdict, understood, verdicts
from observability.specs.slothful import HEAD, Slothful

__all__ = ["Maker", "Part", "Share", "head_of"]


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
        members: The SLOs that the exact engine takes.
        left: Those that it leaves.
    """

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    judged: list[Verdict]
    unmade: list[Problem] = attrs.field(factory=list)
    shares: list[Share] = attrs.field(factory=list)
    members: list[Member] = attrs.field(factory=list)
    left: list[Kept] = attrs.field(factory=list)


def head_of(shares: Sequence[Share]) -> str:
    """Return the head of the rule file that *shares* make together."""
    files = {file for one in shares for file in one.files}
    return file_head(shares[0].title, files) if shares[0].title else HEAD


class Maker:
    """Makes parts of file after file, by *choice*, until something is wrong with one.

    *root* is the folder that files of specs are named below.
    """

    def __init__(self, stage: Stage, engine: str, choice: Choice, root: str) -> None:
        self.stage = stage
        self.choice = choice
        self.root = root
        self.exact = Exact(choice.period, choice.catalogue) if engine == "exact" else None
        catalogue = BUILT_IN if choice.catalogue is None else choice.catalogue
        self.slothful = Slothful(choice.period, catalogue)
        self.is_good = True

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
        part = Part(problems=found.problems, warnings=found.warnings, judged=judged)
        wrong = found.problems or any(one.wrong for one in judged)
        self.is_good = self.is_good and not wrong
        return self._made(part, found.groups) if self.is_good else part

    def _made(self, part: Part, groups: Iterable[Group]) -> Part:
        if self.exact is None:
            shares, unmade = self._kept(groups, ".yml")
            return attrs.evolve(part, shares=shares, unmade=unmade)
        split = self.exact.split(groups)
        shares, unmade = self._kept(split.groups, ".sloth.yml")
        shares += [] if unmade else self._shares(split, self.exact)
        return attrs.evolve(
            part, shares=shares, unmade=unmade, members=split.members, left=split.left
        )

    def _kept(self, groups: Iterable[Group], end: str) -> tuple[list[Share], list[Problem]]:
        """Stage the rules of *groups* in Sloth's shape, unless something is wrong with them."""
        texts, problems = self.slothful.texts(groups)
        drafts = {
            f"{name}{end}": Draft(head=HEAD, sections=[(GROUPS, own)], bare=NO_GROUPS)
            for name, own in texts.items()
        }
        if problems:
            return [], problems
        return [Share(name=name, piece=self.stage.add(one)) for name, one in drafts.items()], []

    def _shares(self, split: Split, exact: Exact) -> Iterable[Share]:
        files: dict[str, set[str]] = {}
        for one in split.members:
            files.setdefault(one.service, set()).add(one.source.relative(self.root).file)
        for name, texts in split.texts.items():
            title, own = title_of(name), files[name]
            draft = Draft(head=file_head(title, own), sections=exact.sections(name, texts))
            piece = self.stage.add(draft)
            yield Share(name=f"{name}.yml", title=title, files=frozenset(own), piece=piece)
