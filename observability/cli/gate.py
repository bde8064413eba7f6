"""The command that a deploy job asks before it goes on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import click

from observability import live
from observability.base.errors import Problem
from observability.base.quantity import number, short
from observability.base.words import listed, nearest
from observability.cli import codes, report
from observability.cli.connection import access, prometheus_options
from observability.cli.options import format_option, root_option
from observability.compile.gate import Decision, Verdict
from observability.model.catalog import Catalog
from observability.model.service import Service

__all__ = ["command"]

_COLOURS = {"allowed": "green", "refused": "red", "unknown": "yellow"}


@click.command("gate")
@click.option("--service", required=True, metavar="NAME", help="What is to be deployed.")
@prometheus_options(required=True)
@click.option(
    "--allow-unknown",
    is_flag=True,
    help="Allow it, too, where Prometheus does not answer or knows nothing of an SLO.",
)
@click.option("--page", is_flag=True, help="Refuse it while a page of the service fires, too.")
@root_option
@format_option("text", "json", "github")
def command(service: str, root: str, form: str, *, allow_unknown: bool, page: bool) -> int:
    """Tell whether a service may be deployed, by the error budget policies of its SLOs.

    Refused is what a policy freezes: a step with freeze=True that is reached, and not left again
    yet. Of an SLO with groups, the worst one counts. Without an answer, with one that may be
    partial or is older than five minutes, or if the events are no longer counted, nobody knows;
    then it is refused, too.

    The exit code is 0 if it is allowed, 1 if a policy (or --page) refuses it, 3 if nobody knows.
    """
    server = access()
    catalog, problems, place = live.catalog(root)
    if catalog is None or server is None:
        report.problems(problems, place, form)
        return codes.WRONG
    decision = live.gate(server, catalog, _named(catalog, service))
    code = _code(decision, allow_unknown=allow_unknown, page=page)
    sentence = _sentence(decision, code, page=page)
    if form == "json":
        report.as_json(_data(decision, code, sentence))
        return code
    if form == "github":
        _annotate(decision, place, page=page, allowed=code == codes.CLEAN)
    for line in _table(decision):
        click.echo(line)
    click.echo(report.style(sentence, "green" if code == codes.CLEAN else "red"))
    return code


def _named(catalog: Catalog, name: str) -> Service:
    for one in catalog.services:
        if one.name == name:
            return one
    near = nearest(name, [one.name for one in catalog.services])
    hint = f"; did you mean {near!r}?" if near else ""
    raise click.BadParameter(f"there is no service {name!r}{hint}", param_hint="--service")


def _code(decision: Decision, *, allow_unknown: bool, page: bool) -> int:
    if decision.refused or (page and decision.pages):
        return codes.FOUND
    unknown = decision.unknown or (page and decision.problem)
    return codes.NO_TOOL if unknown and not allow_unknown else codes.CLEAN


def _sentence(decision: Decision, code: int, *, page: bool) -> str:
    name = decision.service.name
    if code == codes.FOUND:
        reasons = [f"{_step(one)} of {one.slo.name}" for one in decision.refused]
        reasons += ["a page that fires"] if page and decision.pages else []
        return f"deploys of {name} are refused by {listed(reasons)}"
    told = decision.problem or f"{listed(one.slo.name for one in decision.unknown)} not known"
    if code == codes.NO_TOOL:
        return f"deploys of {name} are refused, as nobody knows: {told}"
    if not any(one.is_guarded for one in decision.verdicts) and not page:
        return f"deploys of {name} are allowed: no policy of its SLOs refuses any"
    unknown = decision.unknown or (page and decision.problem)
    return f"deploys of {name} are allowed" + (f", though nobody knows: {told}" if unknown else "")


def _step(verdict: Verdict) -> str:
    return f"the step at {verdict.step.label} %" if verdict.step else ""


def _word(verdict: Verdict) -> str:
    if verdict.is_refused:
        return "refused"
    return "unknown" if verdict.is_unknown else "allowed"


def _table(decision: Decision) -> list[str]:
    rows = [
        (one.slo.name + one.group, _percent(one.spent), _word(one), one.why)
        for one in decision.verdicts
    ]
    rows = [("SLO", "spent", "deploys", "why"), *rows] if rows else []
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    found = []
    for name, spent, word, why in rows:
        shown = report.style(f"{word:{widths[2]}}", _COLOURS[word]) if word in _COLOURS else word
        found.append(f"{name:{widths[0]}}  {spent:>{widths[1]}}  {shown}  {why}")
    return found + [f"a page fires: {one}" for one in decision.pages]


def _percent(spent: Decimal | None) -> str:
    return "-" if spent is None else f"{short(spent * 100)} %"


def _data(decision: Decision, code: int, sentence: str) -> dict[str, Any]:
    return {
        "service": decision.service.name,
        "allowed": code == codes.CLEAN,
        "reason": sentence,
        "problem": decision.problem or None,
        "pages": list(decision.pages),
        "slos": [
            {
                "slo": one.slo.id,
                "verdict": _word(one),
                "why": one.why,
                "spent_ratio": None if one.spent is None else number(one.spent),
                "group": one.group or None,
                "policy": one.policy.name if one.policy else None,
                "step_percent": one.step.label if one.step else None,
            }
            for one in decision.verdicts
        ],
    }


def _annotate(decision: Decision, root: str, *, page: bool, allowed: bool) -> None:
    """Print a workflow command for all that refuses the deploy, or would without the options."""
    for one in (*decision.refused, *decision.unknown):
        message = f"{one.slo.id}: {_percent(one.spent)} of the budget spent; {one.why}"
        problem = Problem(source=one.slo.source, message=message, help="")
        click.echo(report.annotation(problem, root, "warning" if allowed else "error"))
    for name in decision.pages:
        problem = Problem(source=decision.service.source, message=f"a page fires: {name}", help="")
        click.echo(report.annotation(problem, root, "error" if page else "warning"))
