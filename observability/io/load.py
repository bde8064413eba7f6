"""Run the definition files and collect what they define.

This is the one module in which user code runs. A file that fails is run again statement by
statement, so that one run reports everything that is wrong in all files.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

import attrs

from observability.base.errors import Problem, collecting
from observability.base.source import Source
from observability.io.excerpt import locate
from observability.io.finder import Finder, Session
from observability.io.root import FOLDERS, definition_files
from observability.io.witness import witnessing
from observability.model.catalog import Catalog, join
from observability.model.definition import Definition
from observability.model.project import Project

__all__ = ["Loaded", "load"]


@attrs.frozen(kw_only=True)
class Loaded:
    """What loading yields: a catalog, or the problems for which there is none.

    Args:
        root: The folder of the definitions.
        catalog: What is defined.
        problems: What is wrong, by place.
        files: The definition files that ran, relative to the root.
        read: All that was opened meanwhile, absolute.
        repeatable: Whether the result depends on these files alone, as far as one can see.
    """

    root: str
    catalog: Catalog | None
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    repeatable: bool = True


def load(root: str) -> Loaded:
    """Load all definitions below *root*.

    Raises:
        LoadError: If there is no definition file.
    """
    paths = definition_files(root)
    session = Session(root)
    with (
        collecting() as problems,
        _importing(session),
        _no_collection(),
        witnessing() as witness,
    ):
        modules = [import_module(_module_name(path)) for path in paths]
        catalog = _join(root, list(_definitions(modules)), problems, failed=bool(session.failed))
    found = tuple(sorted(problems, key=_place))
    return Loaded(
        root=root,
        catalog=None if found else catalog,
        problems=found,
        files=tuple(session.files),
        read=tuple(sorted(witness.opened)),
        repeatable=not witness.reached_out,
    )


def _join(
    root: str, definitions: list[Definition], problems: list[Problem], *, failed: bool
) -> Catalog | None:
    projects = [one for one in definitions if isinstance(one, Project)]
    if not projects:
        if not failed:
            hint = "write one, such as project = Project(name=…, owner=…) in services/platform.py"
            nowhere = Source(file=f"{root}/services", line=0)
            problems.append(Problem(source=nowhere, message="no Project is defined", help=hint))
        return None
    for surplus in projects[1:]:
        first = projects[0].source
        surplus.complain("", "there are two Projects", "keep one", related=(first,))
    return join(definitions, projects[0])


def _place(problem: Problem) -> tuple[str, int, int]:
    place = locate(problem)
    return place.file, place.line, place.column


def _module_name(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def _definitions(modules: Iterable[ModuleType]) -> Iterator[Definition]:
    seen: set[int] = set()
    for module in modules:
        for name, value in list(vars(module).items()):
            if name.startswith("_"):
                continue
            for definition in _held(value):
                if id(definition) not in seen:
                    seen.add(id(definition))
                    yield definition


def _held(value: object) -> Iterator[Definition]:
    if isinstance(value, Definition):
        yield value
    elif isinstance(value, dict):
        yield from _held(list(value.values()))
    elif isinstance(value, list | tuple):
        for member in value:
            if isinstance(member, Definition):
                yield member


@contextmanager
def _importing(session: Session) -> Iterator[None]:
    """Answer imports of the four folders, before anything installed; leave no trace after."""
    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_ours(name)}
    finder, paths = Finder(session), sys.path[:]
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        sys.path[:] = paths
        for name in [name for name in sys.modules if _is_ours(name)]:
            del sys.modules[name]
        sys.modules.update(hidden)


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in FOLDERS


@contextmanager
def _no_collection() -> Iterator[None]:
    """Switch the garbage collector off: nothing made here is garbage, and it costs a tenth."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
