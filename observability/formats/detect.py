"""Files of specs in any format, read to SLOs: each document by what it says that it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

import attrs

from observability.base.errors import Problem
from observability.formats import sloth_file
from observability.formats.openslo import KINDS, read_openslo
from observability.formats.place import Place, place_of
from observability.formats.pyrra import read_pyrra
from observability.formats.sloth_spec import Group
from observability.formats.sloth_split import Chunk, kind, split
from observability.formats.yaml_lines import YamlError, compose, decode

__all__ = ["Found", "is_alone", "read_all"]

_OPENSLO = re.compile(r"^apiVersion: +['\"]?openslo/v1(?:alpha)?['\"]?\s*$", re.MULTILINE)
_PYRRA = re.compile(r"^apiVersion: +['\"]?pyrra\.dev/v1alpha1['\"]?\s*$", re.MULTILINE)


@attrs.frozen(kw_only=True)
class Found:
    """What is in the files: SLOs in groups, what is wrong, what is not carried over.

    *texts* are the contents of the files that are texts.
    """

    groups: tuple[Group, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    texts: Mapping[str, str]


def is_alone(data: bytes) -> bool:
    """Tell whether no document in *data* may refer to one in another file, nor be referred to."""
    return b"openslo/v1" not in data and b"pyrra.dev/" not in data


def read_all(files: Mapping[str, bytes]) -> Found:
    """Return what *files*, by their names, say; their documents may refer to each other."""
    reader = _Reader()
    for file, data in files.items():
        try:
            reader.texts[file] = decode(data, file)
        except YamlError as error:
            reader.problems.append(error.problem)
            continue
        for chunk in split(reader.texts[file]):
            reader.chunk(chunk, file)
    groups, notes = read_openslo(reader.objects)
    order = list(files)
    every = sorted(
        (*reader.groups, *groups), key=lambda one: (order.index(one.source.file), one.source.line)
    )
    return Found(
        groups=tuple(every),
        problems=(*reader.problems, *notes.problems, *reader.unread()),
        warnings=(*reader.warnings, *notes.warnings),
        texts=reader.texts,
    )


@attrs.define(kw_only=True)
class _Reader:
    groups: list[Group] = attrs.field(factory=list)
    objects: list[Place] = attrs.field(factory=list)
    places: list[Place] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)
    warnings: list[Problem] = attrs.field(factory=list)
    texts: dict[str, str] = attrs.field(factory=dict)

    def chunk(self, chunk: Chunk, file: str) -> None:
        pyrra = _PYRRA.search(chunk.text) is not None
        if pyrra or (_OPENSLO.search(chunk.text) and kind(chunk.text) is None):
            self.place(chunk, file, pyrra=pyrra)
            return
        document = sloth_file.document(chunk, file)
        self.problems += document.problems
        self.warnings += document.warnings
        if document.group is not None:
            self.groups.append(document.group)

    def place(self, chunk: Chunk, file: str, *, pyrra: bool) -> None:
        try:
            root = place_of(compose(chunk.text, file, chunk.line), file, chunk.line)
        except YamlError as error:
            self.problems.append(error.problem)
            return
        self.places.append(root)
        name = root.at("kind").text
        if pyrra and name == "ServiceLevelObjective":
            group, problems, warnings = read_pyrra(root)
            self.problems += problems
            self.warnings += warnings
            self.groups += [group] if group is not None else []
        elif not pyrra and name in KINDS:
            self.objects.append(root)
        else:
            self.problems.append(root.at("kind").problem(f"{name!r} is no kind of object here"))

    def unread(self) -> list[Problem]:
        """Return where a value was not of the kind that it must be."""
        return [one for place in self.places for one in place.reading.problems]
