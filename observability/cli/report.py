"""Say what a use case found: to a reader, to a program, to GitHub."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from observability.base.errors import Problem
from observability.io.changes import Changes
from observability.io.excerpt import locate, show
from observability.io.terminal import is_plain

if TYPE_CHECKING:
    from observability.app import Outcome

__all__ = [
    "annotation",
    "as_json",
    "changes",
    "changes_data",
    "note",
    "problem_data",
    "problems",
    "style",
]

_SIGNS = (("added", "+", "green"), ("changed", "~", "yellow"), ("removed", "-", "red"))
_REMARKS = (
    ("edited", "was edited by hand; the definitions win"),
    ("kept", "is no longer generated, but was edited by hand: it is left alone and yours now"),
    ("blocked", "was not written by o11y, and is in the way: move it away or use --adopt"),
)


def note(text: str) -> None:
    """Tell the reader something that is no result."""
    click.echo(f"o11y: {text}", err=True)


def style(text: str, colour: str) -> str:
    """Return *text* in *colour*, where colours are wanted."""
    return text if is_plain() else click.style(text, fg=colour)


def as_json(value: Any) -> None:
    """Print *value* for a program."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


def problems(found: Sequence[Problem], root: str, form: str) -> None:
    """Print all of *found*, each with its line and a caret."""
    if form == "json":
        as_json({"problems": [problem_data(one, root) for one in found]})
        return
    for one in found:
        if form == "github":
            click.echo(annotation(one, root, "error"))
        click.echo(f"{_coloured(show(one, root))}\n", err=True)
    count = f"{len(found)} problem{'s' if len(found) > 1 else ''}"
    click.echo(style(count, "red"), err=True)


def problem_data(problem: Problem, root: str) -> dict[str, Any]:
    """Return *problem* as plain data; columns count from 1."""
    place = locate(problem).relative(root)
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column + 1,
        "message": problem.message,
        "help": problem.help,
        "related": [str(one.relative(root)) for one in problem.related],
    }


def annotation(problem: Problem, root: str, level: str) -> str:
    """Return a workflow command (https://docs.github.com/actions/reference/workflow-commands)."""
    data = problem_data(problem, root)
    text = f"{data['message']}\n{data['help']}".strip()
    for char, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        text = text.replace(char, code)
    where = f"file={data['file']},line={max(1, data['line'])},col={data['column']}"
    return f"::{level} {where}::{text}"


def changes(outcome: Outcome, limit: int | None = None) -> None:
    """Print the paths that differ, at most *limit* of each kind, and what to know about them."""
    for kind, sign, colour in _SIGNS:
        paths: tuple[str, ...] = getattr(outcome.changes, kind)
        for path in paths[:limit]:
            click.echo(style(f"{sign} {outcome.place}{path}", colour))
        if limit is not None and len(paths) > limit:
            click.echo(style(f"{sign} and {len(paths) - limit} more", colour))
    for kind, remark in _REMARKS:
        for path in getattr(outcome.changes, kind):
            note(f"{outcome.place}{path} {remark}")


def changes_data(found: Changes) -> dict[str, Any]:
    """Return *found* as plain data."""
    kinds = ("added", "changed", "removed", "edited", "kept", "blocked")
    return {kind: list(getattr(found, kind)) for kind in kinds}


def _coloured(text: str) -> str:
    head, *rest = text.split("\n")
    return "\n".join([style(head, "red"), *rest])
