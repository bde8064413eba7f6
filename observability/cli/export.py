"""The command that writes definitions as specs of other formats."""

from __future__ import annotations

import click

from observability.cli import codes, report
from observability.cli.options import root_option
from observability.specs.exports import export

__all__ = ["command"]


@click.command("export")
@click.argument("id", required=False)
@click.option("-o", "--out", required=True, metavar="DIR", help="Where the specs go.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("sloth", "openslo")),
    default="sloth",
    show_default=True,
    help="Sloth's prometheus/v1, a file a service, or openslo/v1, a file an SLO.",
)
@root_option
def command(id: str | None, out: str, form: str, root: str) -> int:
    """Write the SLOs, or the one called ID, as specs for other tools.

    What the format can not say is told for each SLO.
    """
    done = export(root, out, form, id, report.note)
    if done.problems:
        report.problems(done.problems, done.root, "text")
        return codes.WRONG
    for name, what in done.lost.items():
        report.note(f"{name}: the spec does not say {', '.join(what)}")
    written = "is written" if done.changes.any else "is up to date"
    click.echo(f"{out.rstrip('/')}/ {written} ({len(done.files)} files)")
    return codes.CLEAN
