"""The command that says what the rules cost the Prometheus that evaluates them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import click

from observability import app, live
from observability.base.quantity import short
from observability.cli import codes, report
from observability.cli.connection import access, prometheus_options
from observability.cli.options import format_option, root_option
from observability.compile.cost import Bill, bill, declared
from observability.slo.cost import Shape

__all__ = ["command"]

_SERIES = 40  # five pods, two handlers, four status codes
_GROUPS = 5
_HEAD = ("", "samples/s", "at once", "series", "rules", "CPU ms/s", "Sloth's shape", "CPU ms/s")


@click.command("cost")
@prometheus_options(required=False)
@click.option(
    "--series",
    metavar="N|METRIC=N",
    multiple=True,
    help=f"How many series count an SLO's events, or how many a metric has.  [default: {_SERIES}]",
)
@click.option(
    "--groups",
    metavar="N",
    type=click.IntRange(1),
    default=_GROUPS,
    show_default=True,
    help="How many groups an SLO with by= has.",
)
@root_option
@format_option("text", "json")
def command(series: tuple[str, ...], groups: int, root: str, form: str) -> int:
    """Say what the rules of each SLO cost the Prometheus that evaluates them.

    Samples are what Prometheus counts as read, by each rule in its turn and by all at once; rules
    that serve all SLOs are shared out. CPU is an estimate from laws measured on one machine:
    compare designs by it, not machines. Beside it stands what Sloth's rules would cost.

    With --prometheus, the series are counted there; otherwise they are what --series says, and
    errors are half of the events' series.
    """
    server = access()
    if server is not None and series:
        raise click.UsageError("--series is for estimates; with --prometheus they are counted")
    stated = _stated(series)
    plan, problems, place = app.plan(root)
    if plan is None:
        report.problems(problems, place, form)
        return codes.WRONG
    if server is None:
        whole = stated.pop("", _SERIES)
        cardinality = declared(plan, whole, stated, groups)
        named = "".join(f", {count} of {metric}" for metric, count in stated.items())
        source = f"{whole} series an SLO{named}, {groups} groups where there are some, as stated"
    else:
        cardinality = live.cardinality(server, plan, groups)
        source = f"series as {server.url} counts them"
    found = bill(plan, cardinality)
    if form == "json":
        report.as_json(_data(found, source))
        return codes.CLEAN
    for line in _table(found):
        click.echo(line)
    click.echo(f"\n{_summary(found)}\n{source}; CPU is an estimate")
    return codes.CLEAN


def _stated(series: tuple[str, ...]) -> dict[str, int]:
    """Return the numbers by metric, that without a metric by an empty string."""
    found: dict[str, int] = {}
    for one in series:
        metric, _, count = one.rpartition("=")
        if not count.isascii() or not count.isdecimal() or not 0 < int(count) < 10**9:
            message = f"{one!r} is no number of series; write 40 or http_requests_total=40"
            raise click.BadParameter(message, param_hint="--series")
        found[metric] = int(count)
    return found


def _sum(shapes: Mapping[str, Shape]) -> Shape:
    return sum(shapes.values(), Shape())


def _table(found: Bill) -> Iterator[str]:
    rows: list[tuple[str, ...]] = [_HEAD]
    rows += [_row(slo, shape, found.sloth[slo]) for slo, shape in found.slos.items()]
    if len(found.slos) != 1:
        rows.append(_row("all SLOs", _sum(found.slos), _sum(found.sloth)))
    if found.others.once.rules:
        rows.append(_row("other alerts", found.others, None))
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for name, *cells in rows:
        told = [f"{cell:>{width}}" for cell, width in zip(cells, widths[1:], strict=True)]
        yield f"{name:{widths[0]}}  {'  '.join(told)}".rstrip()


def _row(name: str, shape: Shape, sloth: Shape | None) -> tuple[str, ...]:
    theirs = ("", "")
    if sloth is not None:
        theirs = (_count(sloth.second.samples), _milliseconds(sloth))
    return (
        name,
        _count(shape.second.samples),
        _count(shape.once.samples),
        _count(shape.recorded),
        _count(shape.once.rules),
        _milliseconds(shape),
        *theirs,
    )


def _count(number: Decimal) -> str:
    return f"{number:,.0f}" if number >= 100 else short(number)


def _milliseconds(shape: Shape) -> str:
    return short(shape.cores * 1000, 2)


def _summary(found: Bill) -> str:
    ours, theirs = _sum(found.slos), _sum(found.sloth)
    if not ours.second.samples:
        return "there is nothing to read"
    samples = short(theirs.second.samples / ours.second.samples, 2)
    cpu = short(theirs.cores / ours.cores, 2)
    return f"{samples}x fewer samples and {cpu}x less CPU than Sloth's shape"


def _data(found: Bill, source: str) -> dict[str, Any]:
    return {
        "source": source,
        "all": _shape(_sum(found.slos)) | {"sloth": _shape(_sum(found.sloth))},
        "other_alerts": _shape(found.others),
        "slos": [
            {"id": slo} | _shape(shape) | {"sloth": _shape(found.sloth[slo])}
            for slo, shape in found.slos.items()
        ],
    }


def _shape(shape: Shape) -> dict[str, float]:
    return {
        "samples_per_second": _rounded(shape.second.samples),
        "samples_at_once": _rounded(shape.once.samples),
        "recorded_series": _rounded(shape.recorded),
        "rules": _rounded(shape.once.rules),
        "cpu_cores": float(f"{shape.cores:.3g}"),
    }


def _rounded(number: Decimal) -> float:
    return float(round(number, 3))
