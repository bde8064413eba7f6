"""The kinds of trouble, and how wrong definitions are reported without stopping at the first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import attrs

from observability.base.source import Source

__all__ = [
    "DefinitionError",
    "FormatError",
    "LoadError",
    "ObservabilityError",
    "Problem",
    "ToolError",
    "collecting",
    "has_reported",
    "report",
]


@attrs.frozen(kw_only=True)
class Problem:
    """One thing that is wrong in a definition, at the place where the user wrote it.

    *field* names the keyword whose value is wrong (empty for the whole call); the excerpt and its
    caret are looked up from it only when the problem is shown.
    """

    source: Source
    message: str
    help: str = ""
    field: str = ""
    related: tuple[Source, ...] = ()

    def __str__(self) -> str:
        text = f"{self.source}: {self.message}"
        return f"{text}\n  = help: {self.help}" if self.help else text


class ObservabilityError(Exception):
    """Whatever can go wrong for a reason outside this program."""


class DefinitionError(ObservabilityError):
    """A definition is wrong in itself."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class LoadError(ObservabilityError):
    """The definitions could not be found or read: no root, no folder, no file."""


class FormatError(ObservabilityError):
    """A file in a foreign format can not be understood."""


class ToolError(ObservabilityError):
    """An external tool is missing, or ran and failed in a way that says nothing of our files."""


_collected: ContextVar[list[Problem] | None] = ContextVar("_collected", default=None)


@contextmanager
def collecting() -> Iterator[list[Problem]]:
    """Gather problems instead of raising them, while the block runs.

    The loader does this, so that one run names everything that is wrong in all files; anywhere
    else a wrong definition raises at once.
    """
    problems: list[Problem] = []
    token = _collected.set(problems)
    try:
        yield problems
    finally:
        _collected.reset(token)


def has_reported() -> bool:
    """Tell whether problems are being collected and there are some."""
    return bool(_collected.get())


def report(problem: Problem) -> None:
    """Note *problem* if somebody is collecting.

    Raises:
        DefinitionError: If nobody is.
    """
    problems = _collected.get()
    if problems is None:
        raise DefinitionError(problem)
    if problem not in problems:
        problems.append(problem)
