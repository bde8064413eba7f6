"""A file of Sloth specs: its documents in order, each read or found wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from observability.base.errors import Problem
from observability.base.source import Source
from observability.formats import openslo_alpha, sloth, sloth_k8s
from observability.formats.reading import Dialect, Reading
from observability.formats.sloth_spec import Group, Kind
from observability.formats.sloth_split import Chunk, kind, split
from observability.formats.yaml_lines import YamlError, compose, decode

__all__ = ["Read", "document", "read"]

Reader = Callable[[Reading, Any], Group | None]
_READERS: dict[Kind, tuple[Dialect, Reader, str]] = {
    "prometheus": (sloth.DIALECT, sloth.read, "could not unmarshall YAML spec correctly"),
    "kubernetes": (sloth_k8s.DIALECT, sloth_k8s.read, "could not decode kubernetes object"),
    "openslo": (
        openslo_alpha.DIALECT,
        openslo_alpha.read,
        "could not unmarshall YAML spec correctly",
    ),
}
_UNKNOWN = "invalid spec, could not load with any of the supported spec types"
_HELP = (
    "a document starts with version: prometheus/v1, or has kind: PrometheusServiceLevel and "
    "apiVersion: sloth.slok.dev/v1, or kind: SLO and apiVersion: openslo/v1alpha, each alone on "
    "its line"
)


@attrs.frozen(kw_only=True)
class Read:
    """What one document is: a *group*, or *problems*; with *warnings* either way."""

    group: Group | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def read(data: bytes, file: str) -> tuple[Read, ...]:
    """Return what each document in *data* says; *file* is the name used in messages."""
    try:
        text = decode(data, file)
    except YamlError as error:
        return (Read(group=None, problems=(error.problem,)),)
    return tuple(document(chunk, file) for chunk in split(text))


def document(chunk: Chunk, file: str) -> Read:
    """Return what the document *chunk* of *file* says."""
    found = kind(chunk.text)
    if found is None:
        hint = (
            f"{_HELP}; this one has a byte order mark before it"
            if chunk.text[0] == "\ufeff"
            else _HELP
        )
        return Read(group=None, problems=(_problem(file, chunk.line, _UNKNOWN, hint),))
    dialect, reader, start = _READERS[found]
    reading = Reading(file, chunk.line, dialect)
    try:
        root = compose(chunk.text, file, chunk.line)
    except YamlError as error:
        wrong = attrs.evolve(error.problem, message=f"{start}: {error.problem.message}")
        return Read(group=None, problems=(wrong,))
    group = reader(reading, root)
    _warn_of_line_ends(reading, chunk, found)
    return Read(
        group=None if reading.problems else group,
        problems=tuple(_named(one, start) for one in reading.problems),
        warnings=tuple(reading.warnings),
    )


def _warn_of_line_ends(reading: Reading, chunk: Chunk, found: Kind) -> None:
    if found != "prometheus" and "\r\n" in chunk.text:
        message = "Windows line ends: Sloth itself does not recognise this document"
        reading.warnings.append(_problem(reading.file, chunk.line, message))


def _named(problem: Problem, start: str) -> Problem:
    if ": cannot read " in problem.message or "a key must be" in problem.message:
        return attrs.evolve(problem, message=f"{start}: {problem.message}")
    return problem


def _problem(file: str, line: int, message: str, hint: str = "") -> Problem:
    return Problem(source=Source(file, line), message=message, help=hint)
