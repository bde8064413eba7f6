"""Alerts and SLOs to alerting rules, complete with labels and links."""

from __future__ import annotations

from observability.base import naming
from observability.base.duration import Duration, minutes
from observability.base.labels import EMPTY, Labels, Matcher
from observability.base.naming import FAST_BURN, SLOW_BURN
from observability.base.quantity import number, short
from observability.compile import links
from observability.compile.plan import AlertingRule, RuleGroup
from observability.model.alerts.protocol import Alert
from observability.model.catalog import Catalog
from observability.model.service import Service
from observability.model.slo import SLO
from observability.model.team import Severity
from observability.promql import build
from observability.promql.expr import Expr, Selector
from observability.slo import burn
from observability.slo.windows import PAGE, TICKET

__all__ = [
    "alert_group",
    "days_of",
    "group_of",
    "page_alerts",
    "slo_labels",
    "slo_links",
    "ticket_group",
]


def page_alerts(slos: tuple[SLO, ...], catalog: Catalog) -> tuple[AlertingRule, ...]:
    """Return the pages of *slos*: look-ups of series that are normally absent."""
    return tuple(_burn(slo, catalog, Severity.PAGE) for slo in slos if slo.page)


def ticket_group(owner: str, slos: tuple[SLO, ...], catalog: Catalog) -> RuleGroup:
    """Return the tickets of *slos*: look-ups of what is recorded every two minutes."""
    return RuleGroup(
        name=f"{owner}-slo-tickets",
        interval=minutes(2),
        rules=tuple(_burn(slo, catalog, Severity.TICKET) for slo in slos if slo.ticket),
    )


def alert_group(owner: str, alerts: tuple[Alert, ...], catalog: Catalog) -> RuleGroup:
    """Return the other alerts of *service*."""
    return RuleGroup(
        name=f"{owner}-alerts",
        interval=catalog.project.evaluation,
        rules=tuple(_alert(alert, catalog) for alert in alerts),
    )


def _alert(alert: Alert, catalog: Catalog) -> AlertingRule:
    return AlertingRule(
        alert=alert.name,
        expr=alert.expression(),
        hold=alert.hold,
        labels=_labels(alert.service, alert.severity, alert.labels),
        annotations=Labels(
            {
                "summary": alert.summary,
                "description": " ".join(alert.impact.split()),
                "runbook_url": links.runbook(catalog, alert.name),
                "dashboard_url": links.alert_dashboard(catalog, alert.service),
            }
        ),
        source=alert.source,
    )


def _burn(slo: SLO, catalog: Catalog, severity: Severity) -> AlertingRule:
    page = severity is Severity.PAGE
    return AlertingRule(
        alert=slo.alert(FAST_BURN if page else SLOW_BURN),
        expr=_set(naming.PAGE if page else naming.TICKET, slo),
        hold=Duration(0),
        labels=slo_labels(slo, severity),
        annotations=Labels(
            {
                "summary": f"{slo.service.name} {slo.name}{group_of(slo)}:"
                " {{ $value | humanizePercentage }}"
                f" of events fail, too many for {number(slo.objective)} %",
                "description": _rate_of(slo, PAGE if page else TICKET),
                **slo_links(slo, catalog, FAST_BURN if page else SLOW_BURN),
            }
        ),
        source=slo.source,
    )


def _set(series: str, slo: SLO) -> Expr:
    """Return the condition: the series is there, and what is there exceeds 0.

    The comparison is for readers and their tools: a condition without one looks like a mistake.
    """
    return build.above(Selector(series, (Matcher(naming.SLO_ID, "=", slo.id),)), build.literal(0))


def slo_links(slo: SLO, catalog: Catalog, suffix: str) -> dict[str, str]:
    """Return the links of *slo*'s alert with *suffix*: its runbook, and its dashboard."""
    return {
        "runbook_url": links.runbook(catalog, slo.alert(suffix)),
        "dashboard_url": links.slo_dashboard(catalog, slo),
    }


def slo_labels(slo: SLO, severity: Severity) -> Labels:
    """Return the labels of *slo*'s alerts of *severity*."""
    own = {"slo": slo.name, "sloth_severity": severity.value}
    return _labels(slo.service, severity, slo.labels) | own


def _labels(service: Service, severity: Severity, extra: Labels = EMPTY) -> Labels:
    return extra | {
        "severity": severity.value,
        "team": service.team.name,
        "service": service.name,
        "environment": service.environment.name,
    }


def group_of(slo: SLO) -> str:
    """Return the template that names the group of a grouped SLO: `` (route {{ … }})``."""
    named = ", ".join(f"{label} {{{{ $labels.{label} }}}}" for label in slo.by)
    return f" ({named})" if named else ""


def _rate_of(slo: SLO, severity: str) -> str:
    pairs = slo.table.of(severity)
    limits = [short(burn.threshold(slo.budget, pair.factor) * 100) for pair in pairs]
    ways = " or ".join(
        f"more than {limit} % over {pair.long} and {pair.short}"
        for pair, limit in zip(pairs, limits, strict=True)
    )
    return (
        f"Promise: {slo.description} Errors are the events {slo.sli.meaning()};"
        f" this fires at {ways}."
        f" The budget is {number(slo.budget * 100)} % of the events of {days_of(slo.period)}."
    )


def days_of(period: Duration) -> str:
    """Return *period* in words: ``30 days``."""
    return f"{period.milliseconds // 86_400_000} days"
