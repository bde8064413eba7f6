"""Specs to rule files, without definitions in Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from observability.base.errors import Problem
from observability.compile.fleet import FILE_NAME
from observability.compile.foreign import fleet_of, foreign_windows
from observability.formats.detect import is_alone
from observability.io.changes import Changes
from observability.io.content import Content
from observability.io.errors import refused
from observability.io.sharing import pays, shared
from observability.io.spec_files import read_file
from observability.io.spec_folder import nothing_in, real_root_of, root_of, spec_paths
from observability.io.staging import Stage, staging
from observability.io.write import output_folder, write
from observability.model.foreign import settings
from observability.render.prometheus import rule_file
from observability.serialize.bytes import to_bytes
from observability.specs.exact import Kept
from observability.specs.parts import Maker, Part, Share, head_of
from observability.specs.read import Choice, wrong_in

__all__ = ["Conversion", "convert"]


@attrs.frozen(kw_only=True)
class Conversion:
    """What came of converting specs.

    Args:
        out: The folder that was written.
        problems: What is wrong with the specs; if anything is, nothing was written.
        warnings: What is not carried over, or not read.
        left: The SLOs that keep Sloth's shape.
        files: The names of the files, sorted.
    """

    out: str
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    left: tuple[Kept, ...] = ()
    files: tuple[str, ...] = ()
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
    paths = spec_paths(path, choice.exclude, choice.include)
    with refused(folder), staging(folder) as stage:
        parts = _parts(paths, Maker(stage, engine, choice, root_of(path)))
        warnings = tuple(warning for part in parts for warning in part.warnings)
        problems = _wrong(parts)
        if problems:
            return Conversion(out=folder, problems=problems, warnings=warnings)
        files = _files(parts, stage)
        if not files:
            raise nothing_in(path)
        changes = write(folder, files, adopt=adopt_files, say=say, before=lambda: None)
    return Conversion(
        out=folder,
        warnings=warnings,
        left=tuple(one for part in parts for one in part.left),
        files=tuple(sorted(files)),
        changes=changes,
    )


def _parts(paths: Sequence[str], maker: Maker) -> list[Part]:
    """Return what comes of the files at *paths*: of each by itself, unless they may be related."""
    if not all(is_alone(read_file(one)) for one in paths):
        return [maker.part({one: read_file(one) for one in paths})]
    return shared(maker.each, paths, lambda _: None) if pays(paths) else maker.each(paths)


def _wrong(parts: Sequence[Part]) -> tuple[Problem, ...]:
    """Return what is wrong with the specs, else why there are no rules of them."""
    problems = [problem for part in parts for problem in part.problems]
    problems += wrong_in(one for part in parts for one in part.judged)
    if not problems:
        problems = [problem for part in parts for problem in part.unmade] + _shadowed(parts)
    return tuple(problems)


def _shadowed(parts: Sequence[Part]) -> list[Problem]:
    """Return the services whose rule file would have the name of another one."""
    files: dict[str, str] = {FILE_NAME: "the windows of all SLOs"}
    for one in (share for part in parts for share in part.shares if not share.title):
        name = one.name.removesuffix(".yml")
        files[name.lower()] = f"what keeps Sloth's shape of {name.removesuffix('.sloth')!r}"
    found = []
    members = (one for part in parts for one in part.members)
    for name, source in {one.service: one.source for one in members}.items():
        other = files.setdefault(name.lower(), f"the service {name!r}")
        if other != f"the service {name!r}":
            message = f"the rule file of {name!r} would have the name of that of {other}"
            found.append(Problem(source=source, message=message, help="rename the service"))
    return found


def _files(parts: Sequence[Part], stage: Stage) -> dict[str, Content]:
    """Return the content of each rule file by its name."""
    shares: dict[str, list[Share]] = {}
    for one in (share for part in parts for share in part.shares):
        shares.setdefault(one.name, []).append(one)
    files: dict[str, Content] = {
        name: stage.joined(head_of(some), [one.piece for one in some])
        for name, some in shares.items()
    }
    members = [(one.service, one.name, one.like) for part in parts for one in part.members]
    if members:
        project = settings()
        windows = rule_file(foreign_windows(fleet_of(members, project), project))
        files[f"{FILE_NAME}.yml"] = to_bytes(windows, "")
    return files
