"""Alerts and SLOs to alerting rules, complete with labels and links."""

from __future__ import annotations

from observability.base import naming
from observability.base.duration import Duration, minutes
from observability.base.labels import EMPTY, Labels, Matcher
from observability.base.naming import FAST_BURN, NO_DATA, SLOW_BURN
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
from observability.slo.windows import PAGE, PAIRS, TICKET

__all__ = ["NO_DATA_HOLD", "alert_group", "slo_alert_group"]

NO_DATA_HOLD = minutes(10)


def slo_alert_group(service: Service, slos: tuple[SLO, ...], catalog: Catalog) -> RuleGroup:
    """Return the alerts of *slos*: look-ups of series that are normally absent."""
    return RuleGroup(
        name=f"{service.name}-slo-alerts",
        interval=catalog.project.evaluation,
        rules=tuple(rule for slo in slos for rule in _alerts(slo, catalog)),
    )


def alert_group(service: Service, alerts: tuple[Alert, ...], catalog: Catalog) -> RuleGroup:
    """Return the other alerts of *service*."""
    return RuleGroup(
        name=f"{service.name}-alerts",
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


def _alerts(slo: SLO, catalog: Catalog) -> list[AlertingRule]:
    rules = [_no_data(slo, catalog)]
    if slo.ticket:
        rules.insert(0, _burn(slo, catalog, Severity.TICKET))
    if slo.page:
        rules.insert(0, _burn(slo, catalog, Severity.PAGE))
    return rules


def _burn(slo: SLO, catalog: Catalog, severity: Severity) -> AlertingRule:
    page = severity is Severity.PAGE
    return AlertingRule(
        alert=slo.alert(FAST_BURN if page else SLOW_BURN),
        expr=Selector(naming.PAGE if page else naming.TICKET, (_own(slo),)),
        hold=Duration(0),
        labels=_slo_labels(slo, severity),
        annotations=Labels(
            {
                "summary": f"{slo.service.name} {slo.name}: {{{{ $value | humanizePercentage }}}} "
                f"of events fail, too many for {number(slo.objective)} %",
                "description": _rate_of(slo, PAGE if page else TICKET),
                **_links(slo, catalog, FAST_BURN if page else SLOW_BURN),
            }
        ),
        source=slo.source,
    )


def _no_data(slo: SLO, catalog: Catalog) -> AlertingRule:
    return AlertingRule(
        alert=slo.alert(NO_DATA),
        expr=_vanished(slo),
        hold=NO_DATA_HOLD,
        labels=_slo_labels(slo, slo.no_data) | slo.ids,
        annotations=Labels(
            {
                "summary": f"{slo.service.name} {slo.name}: no data for 10 minutes",
                "description": "Nobody can tell whether the promise is kept: the series it is"
                " measured by are gone. A page that was firing is kept.",
                **_links(slo, catalog, NO_DATA),
            }
        ),
        source=slo.source,
    )


def _vanished(slo: SLO) -> Expr:
    rates = (naming.TOTAL_RATE, naming.ERRORS_RATE)
    return build.any_of(*(build.absent(Selector(one, (_own(slo),))) for one in rates))


def _own(slo: SLO) -> Matcher:
    return Matcher(naming.SLO_ID, "=", slo.id)


def _links(slo: SLO, catalog: Catalog, suffix: str) -> dict[str, str]:
    return {
        "runbook_url": links.runbook(catalog, slo.alert(suffix)),
        "dashboard_url": links.slo_dashboard(catalog, slo),
    }


def _slo_labels(slo: SLO, severity: Severity) -> Labels:
    own = {"slo": slo.name, "sloth_severity": severity.value}
    return _labels(slo.service, severity, slo.labels) | own


def _labels(service: Service, severity: Severity, extra: Labels = EMPTY) -> Labels:
    return extra | {
        "severity": severity.value,
        "team": service.team.name,
        "service": service.name,
        "environment": service.environment.name,
    }


def _rate_of(slo: SLO, severity: str) -> str:
    pairs = [pair for pair in PAIRS if pair.severity == severity]
    limits = [short(burn.threshold(slo.budget, pair.factor) * 100) for pair in pairs]
    ways = " or ".join(
        f"more than {limit} % over {pair.long} and {pair.short}"
        for pair, limit in zip(pairs, limits, strict=True)
    )
    return (
        f"Promise: {slo.description} Errors are the events {slo.sli.meaning()};"
        f" this fires at {ways}."
        f" The budget is {number(slo.budget * 100)} % of the events of 30 days."
    )
