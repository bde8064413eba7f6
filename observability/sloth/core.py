"""Sloth's own four plugins: what makes the seventeen rules of an SLO.

Source: https://github.com/slok/sloth/tree/v0.16.0/internal/plugin/slo/core
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from observability.base.duration import Duration
from observability.base.naming import (
    ERROR_BUDGET,
    INFO,
    OBJECTIVE,
    PERIOD_DAYS,
    SLO_ID,
    SLO_NAME,
    SLO_SERVICE,
    SLO_WINDOW,
)
from observability.formats.go_number import fixed, short
from observability.formats.go_template import render
from observability.formats.sloth_spec import AlertMeta, Sli
from observability.formats.sloth_windows import Window
from observability.sloth.rule import Request, Rule, Rules

__all__ = [
    "SliError",
    "alert_rules",
    "averaged",
    "metadata_rules",
    "ratio",
    "sli_metric",
    "sli_rule",
    "sli_rules",
]

CURRENT_BURN = "slo:current_burn_rate:ratio"
PERIOD_BURN = "slo:period_burn_rate:ratio"
REMAINING = "slo:period_error_budget_remaining:ratio"
_MILLISECONDS_A_DAY = 86_400_000


class SliError(ValueError):
    """The rules of an SLI can not be made; the message says why."""


def sli_metric(window: Duration) -> str:
    """Return the series that the share of bad events over *window* is recorded in."""
    return f"slo:sli_error:ratio_rate{window}"


def sli_rules(request: Request, rules: Rules, *, averages: bool = True) -> Rules:
    """Return *rules* with the shares of bad events over every window and the period.

    The period is the average of the shortest window's recorded values, unless *averages* is false.
    """
    windows = (*request.windows.all, request.period)
    made = tuple(_sli(request, window, averages=averages) for window in windows)
    return attrs.evolve(rules, sli=attrs.evolve(rules.sli, rules=made))


def _sli(request: Request, window: Duration, *, averages: bool) -> Rule:
    if averages and window == request.period:
        return averaged(request)
    return sli_rule(request, window, render(ratio(request.slo.sli), str(window)))


def ratio(sli: Sli) -> str:
    """Return the share of bad events, a template of the window.

    Raises:
        SliError: If nothing says how they are counted.
    """
    if sli.events is not None:
        return f"({sli.events.error_query})\n/\n({sli.events.total_query})\n"
    if sli.raw is None:
        raise SliError("invalid SLI type")
    return f"({sli.raw.error_ratio_query})"


def averaged(request: Request) -> Rule:
    """Return the rule of the period: the mean of the shortest window.

    Raises:
        SliError: If the period is that window.
    """
    shortest = request.windows.page_quick.short
    if shortest == request.period:
        raise SliError("can't optimize using the same shortwindow as the window to optimize")
    series = f"{sli_metric(shortest)}{request.selector}[{request.period}]"
    expr = f"sum_over_time({series})\n/ ignoring ({SLO_WINDOW})\ncount_over_time({series})\n"
    return sli_rule(request, request.period, expr)


def sli_rule(request: Request, window: Duration, expr: str) -> Rule:
    """Return the rule that records *expr* as the share of bad events over *window*."""
    labels = {**request.ids, SLO_WINDOW: str(window), **request.slo.labels}
    return Rule(record=sli_metric(window), expr=expr, labels=labels)


def metadata_rules(request: Request, rules: Rules) -> Rules:
    """Return *rules* with what is known of the SLO, and how fast and how far its budget is gone."""
    slo, selector = request.slo, request.selector
    labels: Mapping[str, str] = {**request.ids, **slo.labels}
    ratio = short(slo.objective / 100)
    days = short(request.period.milliseconds / 3_600_000 / 24)
    info = {
        **labels,
        "sloth_version": request.info.version,
        "sloth_mode": request.info.mode,
        "sloth_spec": request.info.spec,
        "sloth_objective": fixed(slo.objective),
    }
    current = sli_metric(request.windows.page_quick.short)
    made = (
        (OBJECTIVE, f"vector({ratio})", labels),
        (ERROR_BUDGET, f"vector(1-{ratio})", labels),
        (PERIOD_DAYS, f"vector({days})", labels),
        (CURRENT_BURN, _burn(current, selector), labels),
        (PERIOD_BURN, _burn(sli_metric(request.period), selector), labels),
        (REMAINING, f"1 - {PERIOD_BURN}{selector}", labels),
        (INFO, "vector(1)", info),
    )
    new = tuple(Rule(record=name, expr=expr, labels=given) for name, expr, given in made)
    return attrs.evolve(rules, metadata=attrs.evolve(rules.metadata, rules=new))


def _burn(metric: str, selector: str) -> str:
    joined = f"{SLO_ID}, {SLO_NAME}, {SLO_SERVICE}"
    return f"{metric}{selector}\n/ on({joined}) group_left\n{ERROR_BUDGET}{selector}\n"


def alert_rules(request: Request, rules: Rules) -> Rules:
    """Return *rules* with the page and the ticket."""
    slo, windows = request.slo, request.windows
    made = []
    if not slo.page.disable:
        made.append(_alert(request, slo.page, "page", windows.page_quick, windows.page_slow))
    if not slo.ticket.disable:
        made.append(
            _alert(request, slo.ticket, "ticket", windows.ticket_quick, windows.ticket_slow)
        )
    return attrs.evolve(rules, alerts=attrs.evolve(rules.alerts, rules=tuple(made)))


def _alert(request: Request, meta: AlertMeta, severity: str, quick: Window, slow: Window) -> Rule:
    subject = (
        f"{{{{$labels.{SLO_SERVICE}}}}} {{{{$labels.{SLO_NAME}}}}} SLO error budget burn rate is"
    )
    annotations = {
        "title": f"({severity}) {subject} too fast.",
        "summary": f"{subject} over expected.",
        **meta.annotations,
    }
    return Rule(
        alert=meta.name,
        expr=f"{_pair(request, quick)}or\n{_pair(request, slow)}",
        labels={"sloth_severity": severity, **meta.labels},
        annotations=annotations,
    )


def _pair(request: Request, window: Window) -> str:
    factor = short(request.windows.factor(window))
    budget = short((100 - request.slo.objective) / 100)

    def burns(length: Duration) -> str:
        series = f"{sli_metric(length)}{request.selector}"
        return f"    max({series} > ({factor} * {budget})) without ({SLO_WINDOW})\n"

    return f"(\n{burns(window.short)}    and\n{burns(window.long)})\n"
