"""Say what the rules found: to a reader, to a program, to GitHub."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from observability.app import Outcome
from observability.base.errors import Problem
from observability.base.source import Source
from observability.cli import report
from observability.io.excerpt import show
from observability.lint.finding import Finding, Severity

__all__ = ["data", "tell"]

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def tell(found: Sequence[Finding], outcome: Outcome, form: str) -> None:
    """Print all of *found*, each with its line, its rule and what to do."""
    for one in found:
        problem = _problem(one, outcome)
        if form == "github":
            click.echo(report.annotation(problem, outcome.root, one.severity.value))
        head, *rest = show(problem, outcome.root).split("\n")
        text = "\n".join([report.style(head, _COLOURS[one.severity]), *rest])
        click.echo(f"{text}\n", err=True)
    if found:
        count = f"{len(found)} finding{'s' if len(found) > 1 else ''}"
        report.note(f"{count}; `o11y explain RULE` says why")


def data(found: Sequence[Finding], outcome: Outcome) -> list[dict[str, Any]]:
    """Return *found* as plain data."""
    return [
        {
            "rule": one.rule,
            "severity": one.severity.value,
            "document": one.path,
            **report.problem_data(_problem(one, outcome), outcome.root),
            "message": one.message,
        }
        for one in found
    ]


def _problem(finding: Finding, outcome: Outcome) -> Problem:
    """Return *finding* in the form of what is wrong with a definition."""
    document = [finding.path] if finding.path and finding.source else []
    return Problem(
        source=finding.source or _at(finding.path, outcome),
        message=f"{finding.severity.value}: {finding.message} [{finding.rule}]",
        help=finding.help,
        related=tuple(_at(place, outcome) for place in (*document, *finding.related)),
    )


def _at(place: Source | str, outcome: Outcome) -> Source:
    return Source(file=f"{outcome.out}/{place}", line=0) if isinstance(place, str) else place
