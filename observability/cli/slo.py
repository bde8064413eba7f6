"""The commands that say what is promised, and what the promises come to."""

from __future__ import annotations

from decimal import Decimal

import click

from observability import app, live
from observability.base.quantity import decimal, number, short
from observability.base.words import nearest
from observability.cli import codes, report, slo_live, slo_report
from observability.cli.connection import access, prometheus_options
from observability.cli.options import format_option, root_option
from observability.compile.plan import Plan
from observability.model.slo import SLO
from observability.slo import burn

__all__ = ["command"]


def _traffic(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> Decimal | None:
    """Read a number of events per second."""
    if value is None:
        return None
    try:
        traffic = decimal(value)
    except ValueError:
        traffic = Decimal(0)
    if traffic <= 0:
        message = f"{value!r} is no number of events per second above 0"
        raise click.BadParameter(message, context, parameter)
    return traffic


@click.group("slo")
def command() -> None:
    """Say what is promised, and what the promises come to."""


@command.command("list")
@root_option
@format_option("text", "json")
def list_(root: str, form: str) -> int:
    """List the SLOs: objective, budget, period, and the promise."""
    plan = _plan(root, form)
    if plan is None:
        return codes.WRONG
    slos = plan.catalog.slos
    if form == "json":
        report.as_json([slo_report.data(slo, plan, slo.traffic) for slo in slos])
        return codes.CLEAN
    width = max((len(slo.id) for slo in slos), default=0)
    for slo in slos:
        minutes = f"{short(burn.budget_minutes(slo.budget, slo.period))} min"
        budget = f"{minutes:>9} in {slo_report.days_of(slo.period):>3}"
        objective = f"{number(slo.objective)} %"
        click.echo(f"{slo.id:{width}}  {objective:>8}  {budget}  {slo.description}")
    return codes.CLEAN


@command.command("show")
@click.argument("id", required=False)
@click.option(
    "--traffic",
    metavar="N",
    callback=_traffic,
    help="Events per second; else what the SLO states.",
)
@root_option
@prometheus_options(required=False)
@format_option("text", "json")
def show(id: str | None, traffic: Decimal | None, root: str, form: str) -> int:
    """Say what an SLO comes to, and how soon its alerts fire.

    Without an ID, all SLOs are shown. The times are those of an even error rate that starts after
    a healthy month; what scraping and evaluating add at most is said beside them.

    With --prometheus, what is measured now stands beside it: the numbers of the dashboards.
    """
    plan = _plan(root, form)
    if plan is None:
        return codes.WRONG
    slos = _chosen(plan.catalog.slos, id)
    server = access()
    now, warnings = live.numbers(server, slos) if server and slos else ({}, ())
    for one in warnings:
        report.note(f"the numbers may be partial: {one}")
    if form == "json":
        report.as_json(
            [
                slo_report.data(slo, plan, traffic or slo.traffic)
                | ({"now": slo_live.data(now[slo.id])} if now else {})
                for slo in slos
            ]
        )
        return codes.CLEAN
    for number_, slo in enumerate(slos):
        told = slo_report.lines(slo, plan, traffic or slo.traffic)
        measured = ["", *slo_live.lines(slo, now[slo.id])] if now else []
        click.echo("\n".join([*([""] if number_ else []), *told, *measured]))
    return codes.CLEAN


def _chosen(slos: tuple[SLO, ...], id: str | None) -> tuple[SLO, ...]:
    """Return the SLO with this *id*, or all without one."""
    found = tuple(slo for slo in slos if id in (None, slo.id))
    if id is not None and not found:
        near = nearest(id, [slo.id for slo in slos])
        hint = f"did you mean {near!r}?" if near else "`o11y slo list` names them all"
        raise click.BadParameter(f"there is no SLO {id!r}; {hint}", param_hint="ID")
    return found


def _plan(root: str, form: str) -> Plan | None:
    plan, problems, place = app.plan(root)
    if plan is None:
        report.problems(problems, place, form)
    return plan
