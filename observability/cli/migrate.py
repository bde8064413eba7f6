"""The command that says what changes when the exact engine makes the rules of Sloth specs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from observability.base.quantity import number, short
from observability.cli import codes, report
from observability.cli.options import format_option
from observability.cli.specs import choice_of, choice_options, samples, series_option
from observability.compile.migration import SEMANTICS, Change, Migration
from observability.specs.migrate import Report, migrate

__all__ = ["command"]


@click.command("migrate")
@click.argument("path", metavar="PATH")
@choice_options
@click.pass_context
@series_option
@format_option("text", "markdown", "json")
def command(context: click.Context, path: str, series: int, form: str) -> int:
    """Say what changes, SLO by SLO, when the exact engine makes the rules of the specs at PATH.

    Nothing is written. What is doubtful about the specs themselves is told at its line; if there
    is anything, the exit code is 1.
    """
    found = migrate(path, choice_of(context), series)
    if form == "json":
        report.as_json(_data(found))
    else:
        heading = "## " if form == "markdown" else ""
        click.echo("\n".join(_lines(found, heading)))
    return codes.FOUND if found.findings or found.problems else codes.CLEAN


def _lines(found: Report, heading: str) -> Iterator[str]:
    yield f"{heading}SLOs"
    yield ""
    for change in found.migration.changes:
        yield from _change(change)
    yield from _totals(found.migration)
    yield from ("", f"{heading}What changes for all", "")
    yield from (f"- {line}" for line in SEMANTICS)
    yield from _names(found.migration)
    for title, problems in (("Wrong", found.problems), ("Doubtful", found.findings)):
        if problems:
            yield from ("", f"{heading}{title} in the specs", "")
        for one in problems:
            place = one.source
            yield f"- {place}: {one.message}" + (f" ({one.help})" if one.help else "")


def _change(change: Change) -> Iterator[str]:
    yield f"- {change.id} ({number(change.objective)} %, {change.source})"
    if change.reason:
        yield f"  - keeps Sloth's shape: it {change.reason}"
    yield f"  - cost {samples(change)}"
    for dead in change.dead:
        remedy = "" if change.reason else "; lowered to 80 %"
        yield f"  - an alert of Sloth's that can never fire: {dead}{remedy}"
    if change.floor is not None and change.floor > 1:
        yield f"  - Sloth pages for one error below {short(change.floor)} events an hour"
    if change.groups:
        yield f"  - a budget for each value of {', '.join(change.groups)}"


def _totals(found: Migration) -> Iterator[str]:
    exact = sum(not one.reason for one in found.changes)
    yield ""
    yield f"{exact} of {len(found.changes)} SLOs can be split into event rates."
    yield (
        f"Samples a second: {short(found.before)} -> {short(found.after)}, if each selector has"
        f" {found.series} series (--series), scraped every 30s."
    )


def _names(found: Migration) -> Iterator[str]:
    yield f"- New series and alerts: {', '.join(found.new) or 'none'}."
    yield f"- Series and alerts that vanish: {', '.join(found.gone) or 'none'}."


def _data(found: Report) -> dict[str, Any]:
    return {
        "slos": [
            {
                "id": one.id,
                "file": one.source.file,
                "line": one.source.line,
                "objective_percent": number(one.objective),
                "engine": one.engine,
                "reason": one.reason,
                "samples_per_second_before": number(round(one.before, 1)),
                "samples_per_second_after": number(round(one.after, 1)),
                "alerts_that_can_never_fire": list(one.dead),
                "one_error_pages_below_events_per_hour": None
                if one.floor is None
                else short(one.floor),
                "groups": list(one.groups),
            }
            for one in found.migration.changes
        ],
        "assumed_series_per_selector": found.migration.series,
        "semantics": list(SEMANTICS),
        "new": list(found.migration.new),
        "gone": list(found.migration.gone),
        "problems": [report.problem_data(one, str(Path.cwd())) for one in found.problems],
        "findings": [report.problem_data(one, str(Path.cwd())) for one in found.findings],
    }
