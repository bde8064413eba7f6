"""The command that writes out/."""

from __future__ import annotations

import click

from observability import app
from observability.cli import codes, findings, report
from observability.cli.options import format_option, out_option, root_option

__all__ = ["command"]

_LIMIT = 20


@click.command("generate")
@root_option
@out_option
@click.option(
    "--no-cache",
    is_flag=True,
    expose_value=False,  # whoever gets this far does not believe it anyway
    help="Do not believe that nothing changed; look.",
)
@click.option("--adopt", is_flag=True, help="Overwrite files in the way that something else wrote.")
@format_option("text", "json", "github")
def command(root: str, out: str | None, adopt: bool, form: str) -> int:
    """Write out/ from the definitions.

    The folder is replaced as a whole: whatever happens, it is the old one or the new one. Files in
    it that something else wrote stay as they are, and what is no longer generated is removed. If
    nothing changed, or if something was found with which it would be wrong, nothing is touched.

    What definitions learn from the time, the environment or the network is not watched; after a
    change there, use --no-cache.
    """
    outcome = app.generate(root, out, adopt=adopt, say=report.note)
    if outcome.built is None:
        report.problems(outcome.problems, outcome.root, form)
        return codes.WRONG
    if form == "json":
        found = findings.data(outcome.built.findings, outcome)
        report.as_json({"problems": [], "findings": found, **report.changes_data(outcome.changes)})
        return codes.FOUND if outcome.built.is_wrong else codes.CLEAN
    findings.tell(outcome.built.findings, outcome, form)
    if outcome.built.is_wrong:
        report.note(f"{outcome.place} is left as it was")
        return codes.FOUND
    if outcome.changes.any:
        report.changes(outcome, _LIMIT)
        click.echo(f"{outcome.place} is written ({len(outcome.built.files)} files)")
    else:
        click.echo(outcome.current, nl=False)
    return codes.CLEAN
