"""The commands that say what is promised, and what the promises come to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import click

from observability import app
from observability.base.duration import Duration
from observability.base.naming import FAST_BURN, SLOW_BURN
from observability.base.quantity import decimal, number, short
from observability.cli import codes, report
from observability.cli.options import format_option, root_option
from observability.compile.delay import delay
from observability.compile.plan import Plan
from observability.model.check import nearest
from observability.model.slo import SLO
from observability.slo import burn
from observability.slo.outlook import Guard, outlook
from observability.slo.windows import PAGE

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
    """List the SLOs: objective, budget over 30 days, and the promise."""
    plan = _plan(root, form)
    if plan is None:
        return codes.WRONG
    slos = plan.catalog.slos
    if form == "json":
        report.as_json([_data(slo, plan, slo.traffic) for slo in slos])
        return codes.CLEAN
    width = max((len(slo.id) for slo in slos), default=0)
    for slo in slos:
        minutes = f"{short(burn.budget_minutes(slo.budget))} min"
        objective = f"{number(slo.objective)} %"
        click.echo(f"{slo.id:{width}}  {objective:>8}  {minutes:>9}  {slo.description}")
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
@format_option("text", "json")
def show(id: str | None, traffic: Decimal | None, root: str, form: str) -> int:
    """Say what an SLO comes to, and how soon its alerts fire.

    Without an ID, all SLOs are shown. The times are those of an even error rate that starts after
    a healthy month; what scraping and evaluating add at most is said beside them.
    """
    plan = _plan(root, form)
    if plan is None:
        return codes.WRONG
    slos = [slo for slo in plan.catalog.slos if id in (None, slo.id)]
    if id is not None and not slos:
        near = nearest(id, [slo.id for slo in plan.catalog.slos])
        hint = f"did you mean {near!r}?" if near else "`o11y slo list` names them all"
        raise click.BadParameter(f"there is no SLO {id!r}; {hint}", param_hint="ID")
    if form == "json":
        report.as_json([_data(slo, plan, traffic or slo.traffic) for slo in slos])
        return codes.CLEAN
    click.echo("\n\n".join("\n".join(_lines(slo, plan, traffic or slo.traffic)) for slo in slos))
    return codes.CLEAN


def _plan(root: str, form: str) -> Plan | None:
    plan, problems, place = app.plan(root)
    if plan is None:
        report.problems(problems, place, form)
    return plan


def _lines(slo: SLO, plan: Plan, traffic: Decimal | None) -> list[str]:
    sight = outlook(slo.objective, traffic)
    budget = f"{short(sight.minutes)} minutes of total outage in 30 days"
    if sight.events is not None and traffic is not None:
        budget += f"; {int(sight.events):,} events at {number(traffic)} events/s"
    lines = [
        report.style(slo.id, "cyan"),
        f"  {slo.description}",
        f"  objective  {number(slo.objective)} % of events; errors are those {slo.sli.meaning()}",
        f"  budget     {number(sight.share * 100)} % of events: {budget}",
    ]
    for guard in sight.guards:
        if _is_on(slo, guard):
            lines += ["", *_guard_lines(slo, guard, plan, traffic)]
    return lines


def _guard_lines(slo: SLO, guard: Guard, plan: Plan, traffic: Decimal | None) -> list[str]:
    pair = guard.pair
    limit = f"above {short(guard.threshold * 100)} % errors over {pair.long} and {pair.short}"
    times = [_time(one) for one in (guard.outage, guard.tenfold, guard.twofold)]
    lines = [
        f"  {_alert(slo, guard)} ({pair.severity}): {limit}, {short(guard.factor)}x the even pace",
        "    fires after  {} at 100 % errors, {} at 10x, {} at 2x".format(*times),
        f"    and later    by at most {delay(plan, slo, pair)}, for scraping and evaluating",
    ]
    if guard.factor < pair.factor:
        wanted = short(guard.threshold * 100 * pair.factor / guard.factor)
        lines.append(
            f"    rescaled     {number(pair.factor)}x would wait for {wanted} % errors;"
            f" more than {number(burn.CEILING * 100)} % is never waited for"
        )
    warning = ""
    if traffic is not None and traffic < guard.floor:
        warning = f": at {number(traffic)} events/s, one error fires it"
    lines.append(f"    one error    fires it below {short(guard.floor)} events/s{warning}")
    return lines


def _data(slo: SLO, plan: Plan, traffic: Decimal | None) -> dict[str, Any]:
    sight = outlook(slo.objective, traffic)
    return {
        "id": slo.id,
        "service": slo.service.name,
        "name": slo.name,
        "description": slo.description,
        "objective_percent": number(slo.objective),
        "budget_minutes": number(sight.minutes),
        "budget_events": None if sight.events is None else int(sight.events),
        "traffic_events_per_second": None if traffic is None else number(traffic),
        "alerts": [
            {
                "alert": _alert(slo, guard),
                "severity": guard.pair.severity,
                "windows": [str(guard.pair.short), str(guard.pair.long)],
                "threshold_ratio": number(guard.threshold),
                "factor": number(guard.factor),
                "factor_wanted": number(guard.pair.factor),
                "fires_after_ms": {
                    "100%": _milliseconds(guard.outage),
                    "10x": _milliseconds(guard.tenfold),
                    "2x": _milliseconds(guard.twofold),
                },
                "delay_ms": delay(plan, slo, guard.pair).milliseconds,
                "one_error_fires_below_events_per_second": short(guard.floor),
            }
            for guard in sight.guards
            if _is_on(slo, guard)
        ],
    }


def _is_on(slo: SLO, guard: Guard) -> bool:
    return slo.page if guard.pair.severity == PAGE else slo.ticket


def _alert(slo: SLO, guard: Guard) -> str:
    return slo.alert(FAST_BURN if guard.pair.severity == PAGE else SLOW_BURN)


def _time(duration: Duration | None) -> str:
    """Return *duration* in whole seconds, rounded up, for a reader."""
    if duration is None:
        return "never"
    return str(Duration(-(-duration.milliseconds // 1000) * 1000))


def _milliseconds(duration: Duration | None) -> int | None:
    return None if duration is None else duration.milliseconds
