"""The command that makes rule files straight from other people's specs."""

from __future__ import annotations

import click

from observability import specs
from observability.base.duration import Duration
from observability.cli import codes, report
from observability.cli.options import format_option
from observability.cli.specs import period_option

__all__ = ["command"]


@click.command("convert")
@click.argument("path", metavar="PATH")
@click.option("-o", "--out", required=True, metavar="DIR", help="Where the rule files go.")
@period_option
@click.option("--adopt", is_flag=True, help="Overwrite files in the way that something else wrote.")
@format_option("text", "json")
def command(path: str, out: str, period: Duration, adopt: bool, form: str) -> int:
    """Make rule files straight from specs, without definitions in Python.

    PATH is a file, or a folder of files. There is one rule file a service, and slo-windows.yml for
    them all: load them all in one Prometheus. Ids, names and labels stay as Sloth has them. An SLO
    whose queries are no sums of rates of counters keeps Sloth's rules, in <service>.sloth.yml, and
    is named with the reason.
    """
    done = specs.convert(path, out, period, adopt_files=adopt, say=report.note)
    if done.problems:
        report.problems(done.problems, "", form)
        return codes.WRONG
    if form == "json":
        left = [
            {"id": one.slo.id, "source": str(one.slo.source()), "reason": one.reason}
            for one in done.left
        ]
        files = sorted(done.files)
        report.as_json(
            {"problems": [], "files": files, "left": left, **report.changes_data(done.changes)}
        )
        return codes.CLEAN
    for one in done.left:
        report.note(f"{one.slo.source()}: {one.slo.id} keeps Sloth's shape: it {one.reason}")
    written = "is written" if done.changes.any else "is up to date"
    click.echo(f"{out.rstrip('/')}/ {written} ({len(done.files)} files)")
    return codes.CLEAN
