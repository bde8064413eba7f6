"""The command that makes rule files straight from other people's specs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from observability.base.quantity import number, short
from observability.cli import codes, report
from observability.cli.options import format_option
from observability.cli.specs import choice_of, choice_options, noted, refused
from observability.compile.migration import ASSUMED_SERIES
from observability.specs.convert import Conversion, convert

__all__ = ["command"]


@click.command("convert")
@click.argument("path", metavar="PATH")
@click.option("-o", "--out", required=True, metavar="DIR", help="Where the rule files go.")
@click.option(
    "--engine",
    type=click.Choice(("exact", "sloth")),
    default="exact",
    show_default=True,
    help="Budgets that count events, or the rules that Sloth makes.",
)
@choice_options
@click.pass_context
@click.option("--adopt", is_flag=True, help="Overwrite files in the way that something else wrote.")
@format_option("text", "json")
def command(  # noqa: PLR0917 - click passes by name
    context: click.Context, path: str, out: str, engine: str, adopt: bool, form: str
) -> int:
    """Make rule files straight from specs, without definitions in Python.

    PATH is a file, or a folder of files. There is one rule file a service, and slo-windows.yml for
    them all: load them all in one Prometheus. Ids, names and labels stay as Sloth has them. An SLO
    whose queries are no sums of rates of counters keeps Sloth's rules, in <service>.sloth.yml, and
    is named with the reason.
    """
    done = convert(path, out, engine, choice_of(context), adopt_files=adopt, say=report.note)
    if done.problems:
        return refused(done.problems, done.warnings, str(Path.cwd()), form)
    if form == "json":
        report.as_json(_data(done))
        return codes.CLEAN
    for warning in done.warnings:
        report.note(noted(warning))
    for one in done.left:
        report.note(
            f"{one.source}: {one.id} keeps Sloth's shape, which reads {short(one.cost)}"
            f" samples/s at {ASSUMED_SERIES} series a selector: it {one.reason}"
        )
    written = "is written" if done.changes.any else "is up to date"
    click.echo(f"{out.rstrip('/')}/ {written} ({len(done.files)} files)")
    return codes.CLEAN


def _data(done: Conversion) -> dict[str, Any]:
    return {
        "problems": [],
        "warnings": [report.problem_data(one, str(Path.cwd())) for one in done.warnings],
        "files": list(done.files),
        "left": [
            {
                "id": one.id,
                "source": str(one.source),
                "reason": one.reason,
                "samples_per_second": number(round(one.cost, 1)),
            }
            for one in done.left
        ],
        **report.changes_data(done.changes),
    }
