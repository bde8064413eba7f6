"""The command that tells whether out/ is what the definitions say."""

from __future__ import annotations

import click

from observability import app
from observability.cli import codes, findings, report
from observability.cli.options import format_option, out_option, root_option

__all__ = ["command"]


@click.command("check")
@root_option
@out_option
@format_option("text", "json", "github")
def command(root: str, out: str | None, form: str) -> int:
    """Tell whether out/ is what the definitions say, and list what is not.

    For CI: everything is computed anew, nothing is written, and the exit code is 1 if out/ is
    stale or something was found with which it is wrong; warnings alone do no harm.
    """
    outcome = app.check(root, out)
    if outcome.built is None:
        report.problems(outcome.problems, outcome.root, form)
        return codes.WRONG
    if form == "json":
        found = findings.data(outcome.built.findings, outcome)
        report.as_json({"problems": [], "findings": found, **report.changes_data(outcome.changes)})
        return codes.FOUND if outcome.changes.any or outcome.built.is_wrong else codes.CLEAN
    findings.tell(outcome.built.findings, outcome, form)
    if outcome.changes.any:
        report.changes(outcome)
        report.note(f"{outcome.place} is stale; run `o11y generate` and commit what it writes")
    else:
        click.echo(outcome.current, nl=False)
    return codes.FOUND if outcome.changes.any or outcome.built.is_wrong else codes.CLEAN
