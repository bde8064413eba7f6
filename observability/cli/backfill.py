"""The command for a late start: what promtool must be told to count the time before."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import attrs
import click

from observability import app, live
from observability.base import instant
from observability.base.duration import Duration
from observability.base.words import listed, nearest
from observability.cli import codes, report
from observability.cli.connection import access, prometheus_options
from observability.cli.options import root_option
from observability.compile.backfill import BLOCK, RECENT, backfill_file, blocks, reach
from observability.compile.plan import Plan, RuleFile
from observability.io.prometheus import Access
from observability.model.slo import SLO

__all__ = ["command"]

_STEP = 300  # seconds: both ends are those of buckets
_LOCAL = "http://localhost:9090"
_MANY = 1000  # blocks that Prometheus opens without anybody noticing
_SLACK = 3600  # seconds at the start of a recording that nobody would miss


def _moment(context: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    """Read a moment as ISO 8601 with an offset from UTC, or as Unix seconds."""
    if value is None:
        return None
    if value.isascii() and value.isdecimal() and len(value) <= 12:
        return int(value)
    try:
        return instant.unix(value)
    except ValueError:
        message = f"{value!r} is no moment; write 2026-11-29T02:00+01:00, or Unix seconds"
        raise click.BadParameter(message, context, parameter) from None


@attrs.frozen(kw_only=True)
class _Job:
    """What is to be counted: whose events, from when to when (Unix seconds)."""

    slos: tuple[SLO, ...]
    start: int
    end: int
    skipped: Mapping[str, int] = attrs.field(factory=dict)
    missed: int = 0  # from its end until then nobody counts, if it is run now


@click.command("backfill")
@click.option("--slo", "ids", metavar="ID", multiple=True, help="Only this SLO, or these.")
@click.option(
    "--start", metavar="T", callback=_moment, help="From when.  [default: the longest period ago]"
)
@click.option(
    "--end",
    metavar="T",
    callback=_moment,
    help="Until when: the moment from which on the rules recorded.  [default: as --prometheus "
    f"tells, or {RECENT} ago]",
)
@click.option(
    "--data",
    metavar="DIR",
    default="data",
    show_default=True,
    help="The storage of Prometheus (--storage.tsdb.path), where promtool puts the blocks.",
)
@click.option(
    "--rules", is_flag=True, help="Print the file of rules for promtool, not the commands."
)
@prometheus_options(required=False)
@root_option
def command(
    ids: tuple[str, ...], start: int | None, end: int | None, data: str, root: str, *, rules: bool
) -> int:
    """Print the commands that count the events from before the rules were there.

    A new SLO's budget knows only what happened since. promtool can compute the rest from the
    scraped series, as far back as Prometheus keeps them. Nothing is written or run here: read
    what is printed, and run it with a shell where Prometheus' storage is.

    With --prometheus, SLOs that are recorded already are left out or counted until then, as what is
    counted twice is in the budget twice.
    """
    plan, problems, place = app.plan(root)
    if plan is None:
        report.problems(problems, place, "text")
        return codes.WRONG
    slos = _chosen(plan, ids)
    if rules:
        click.echo(live.rule_text(plan, backfill_file(plan, slos), place), nl=False)
        return codes.CLEAN
    server = access()
    job = _job(slos, start, end, server)
    for slo, since in job.skipped.items():
        report.note(f"{slo} is recorded since {_told(since)}: left out")
    if not job.slos:
        report.note("there is nothing to be counted")
        return codes.CLEAN
    if job.missed:
        report.note(
            f"run it after {_told(job.missed + int(RECENT.seconds))}: what happened from"
            f" {_told(job.end)} until {_told(job.missed)} is still in Prometheus' memory, where no"
            " block may overlap it"
        )
    file = backfill_file(plan, job.slos)
    words = [f"--root={shlex.quote(root)}"] if root != "." else []
    if job.slos != plan.catalog.slos:
        words += [f"--slo={shlex.quote(slo.id)}" for slo in job.slos]
    for line in _script(job, file, server, data, " ".join(["o11y backfill --rules", *words])):
        click.echo(line)
    return codes.CLEAN


def _chosen(plan: Plan, ids: tuple[str, ...]) -> tuple[SLO, ...]:
    known = {slo.id: slo for slo in plan.catalog.slos}
    for one in ids:
        if one not in known:
            near = nearest(one, known)
            hint = f"did you mean {near!r}?" if near else "`o11y slo list` names them all"
            raise click.BadParameter(f"there is no SLO {one!r}; {hint}", param_hint="--slo")
    return tuple(slo for slo in known.values() if slo.id in ids or not ids)


def _job(slos: tuple[SLO, ...], start: int | None, end: int | None, server: Access | None) -> _Job:
    """Return what is to be counted, at whole buckets."""
    now = int(time.time())
    safe = now - int(RECENT.seconds)
    wanted = end if end is not None else safe
    first = start if start is not None else now - int(reach(slos).seconds)
    first = -(-first // _STEP) * _STEP
    skipped: dict[str, int] = {}
    if server is not None and slos:
        since = live.begun(server, slos, Duration(max(now - first, _STEP) * 1000))
        skipped = {slo: at for slo, at in since.items() if at <= first + _SLACK}
        slos = tuple(slo for slo in slos if slo.id not in skipped)
        begun = min((since[slo.id] for slo in slos if slo.id in since), default=None)
        if begun is not None:
            wanted = min(end, begun - _STEP) if end is not None else begun - _STEP
    latest = min(wanted, safe) // _STEP * _STEP
    if slos and first >= latest:
        message = f"{_told(first)} is not before {_told(latest)}, where it would end"
        raise click.BadParameter(message, param_hint="--start")
    missed = wanted if wanted > safe else 0
    return _Job(slos=slos, start=first, end=latest, skipped=skipped, missed=missed)


def _script(
    job: _Job, file: RuleFile, server: Access | None, data: str, rules: str
) -> Iterator[str]:
    count = blocks(file, job.end - job.start)
    yield f"# Events of {_some(job.slos)} from {_told(job.start)} to {_told(job.end)}."
    yield "# Run it where Prometheus' storage is, as the user that Prometheus runs as. It reads the"
    yield "# scraped series through the query API; what is no longer kept there is not counted."
    yield "# Not twice, and not for a time in which the rules recorded: it would count twice."
    yield "set -eu"
    yield f"{rules} > {file.name}.yml"
    yield f"# At most {count} blocks of {_hours(BLOCK)}. Prometheus sees them within two minutes,"
    yield "# and the budgets ten minutes later; its compaction joins them in the hours after."
    if count > _MANY:
        yield "# That is many: better some SLOs at a time, with --slo, and hours between."
    yield (
        f"promtool tsdb create-blocks-from --max-block-duration={_hours(BLOCK)}"
        f" rules --url={shlex.quote(server.url.rstrip('/') if server else _LOCAL)}"
        f" --start={job.start} --end={job.end} --output-dir={shlex.quote(data)} {file.name}.yml"
    )
    yield "# Not to be had from promtool: windows up to 6h (they read rates, and are right 6h after"
    yield "# the rules began), the past of graphs of ratios and budgets, alerts that would have"
    yield "# fired, and what healing finds in gaps."


def _some(slos: tuple[SLO, ...]) -> str:
    return listed(slo.id for slo in slos) if len(slos) <= 3 else f"{len(slos)} SLOs"


def _hours(length: Duration) -> str:
    return f"{int(length.minutes) // 60}h"


def _told(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%MZ")
