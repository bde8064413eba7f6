"""The command that makes definitions in Python from other people's specs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from observability.cli import codes, report
from observability.cli.options import format_option, root_option
from observability.cli.specs import choice_of, choice_options, noted, refused
from observability.specs.imports import Imported, import_specs

__all__ = ["command"]


@click.command("import")
@click.argument("path", metavar="PATH")
@click.option("--to", "folder", default="slos", show_default=True, help="Where the files go.")
@root_option
@choice_options
@click.pass_context
@format_option("text", "json")
def command(context: click.Context, path: str, folder: str, root: str, form: str) -> int:
    """Write the SLOs of the specs at PATH as definitions in Python, a file a service.

    The repository must define the services: a spec does not say what runs, and whose it is. What
    is not carried over stands in the file as a comment, with the reason. Files that are there are
    never overwritten.
    """
    done = import_specs(path, folder, root, choice_of(context))
    if done.problems:
        return refused(done.problems, done.warnings, done.root, form)
    if form == "json":
        report.as_json(_data(done))
        return codes.CLEAN
    for warning in done.warnings:
        report.note(noted(warning))
    for file in done.files:
        click.echo(f"+ {file}")
    for one in done.left:
        report.note(f"{one.slo.source()}: {one.slo.id} is not imported: it {one.reason}")
    return codes.CLEAN


def _data(done: Imported) -> dict[str, Any]:
    return {
        "problems": [],
        "warnings": [report.problem_data(one, str(Path.cwd())) for one in done.warnings],
        "files": list(done.files),
        "left": [
            {"id": one.slo.id, "source": str(one.slo.source()), "reason": one.reason}
            for one in done.left
        ],
    }
