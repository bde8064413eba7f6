"""Specs to rule files, without definitions in Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import attrs

from observability.base.errors import Problem
from observability.compile.adoption import Adopted, Left, adopt
from observability.compile.fleet import FILE_NAME
from observability.compile.foreign import foreign_files
from observability.compile.migration import cost_in_sloth
from observability.formats.sloth_spec import Group
from observability.formats.sloth_windows import BUILT_IN
from observability.io.changes import Changes
from observability.io.spec_folder import real_root_of, root_of
from observability.io.write import output_folder, write
from observability.model.foreign import settings
from observability.render.prometheus import rule_file
from observability.serialize.bytes import to_bytes
from observability.specs.read import Choice, invalid_slos, read
from observability.specs.slothful import slothful

__all__ = ["Conversion", "convert"]


@attrs.frozen(kw_only=True)
class Conversion:
    """What came of converting specs.

    Args:
        out: The folder that was written.
        problems: What is wrong with the specs; if anything is, nothing was written.
        warnings: What is not carried over, or not read.
        left: The SLOs that keep Sloth's shape, with the samples a second that their rules read.
        files: The content of each file by its path.
    """

    out: str
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    left: tuple[tuple[Left, Decimal], ...] = ()
    files: Mapping[str, bytes] = attrs.field(factory=dict)
    changes: Changes = attrs.field(factory=Changes)


def convert(
    path: str,
    out: str,
    engine: str,
    choice: Choice,
    *,
    adopt_files: bool,
    say: Callable[[str], None],
) -> Conversion:
    """Write rule files for the specs at *path* to the folder *out*.

    Args:
        path: A file, or a folder of files.
        out: The folder that is written as a whole.
        engine: ``exact``, or ``sloth`` for the rules that Sloth makes.
        choice: Which of them, and what holds for all.
        adopt_files: Whether files in the way that others wrote are overwritten.
        say: Told when another run keeps us waiting.

    Raises:
        LoadError: If there are no specs.
        WriteError: If it can not be written; the folder is then as it was.
    """
    folder = output_folder(real_root_of(path), out)
    specs, period = read(path, choice), choice.period
    problems = (*specs.problems, *invalid_slos(specs.groups, period))
    if problems:
        return Conversion(out=folder, problems=problems)
    catalogue = BUILT_IN if choice.catalogue is None else choice.catalogue
    adopted = adopt(specs.groups, period, choice.catalogue) if engine == "exact" else None
    kept, problems = slothful(_left(specs.groups, adopted), period, catalogue)
    files = {f"{name}{'.sloth' if adopted else ''}.yml": data for name, data in kept.items()}
    if adopted is not None:
        problems += _shadowed(adopted)
        files |= _files(adopted, root_of(path))
    if problems:
        return Conversion(out=folder, problems=problems)
    changes = write(folder, files, adopt=adopt_files, say=say, before=lambda: None)
    left = tuple(
        (one, cost_in_sloth(one.slo, period, settings()))
        for one in (adopted.left if adopted is not None else ())
    )
    return Conversion(out=folder, warnings=specs.warnings, left=left, files=files, changes=changes)


def _left(groups: tuple[Group, ...], adopted: Adopted | None) -> tuple[Group, ...]:
    """Return *groups* with the SLOs that keep Sloth's shape: all of them if none was adopted."""
    if adopted is None:
        return groups
    places = {one.slo.source() for one in adopted.left}
    less = [
        attrs.evolve(group, slos=tuple(slo for slo in group.slos if slo.source() in places))
        for group in groups
    ]
    return tuple(group for group in less if group.slos)


def _shadowed(adopted: Adopted) -> tuple[Problem, ...]:
    """Return the services whose rule file would have the name of another one."""
    files: dict[str, str] = {FILE_NAME: "the windows of all SLOs"}
    found = []
    for name, source in {slo.service.name: slo.source for slo in adopted.exact}.items():
        other = files.setdefault(name.lower(), f"the service {name!r}")
        if other != f"the service {name!r}":
            message = f"the rule file of {name!r} would have the name of that of {other}"
            found.append(Problem(source=source, message=message, help="rename the service"))
    return tuple(found)


def _files(adopted: Adopted, root: str) -> dict[str, bytes]:
    documents = [rule_file(file) for file in foreign_files(adopted.exact, settings())]
    return {one.path.rpartition("/")[2]: to_bytes(one, root) for one in documents}
