"""A page for each alert: what it means, what to look at, whom to call."""

from __future__ import annotations

import re
from urllib.parse import quote

from observability.compile import links
from observability.compile.inhibition import muting
from observability.compile.plan import AlertingRule
from observability.compile.routing_tree import Routing
from observability.compile.runbook_commands import commands
from observability.compile.runbook_page import Dependency, Link, Part, Runbook
from observability.compile.runbook_queries import alert_queries
from observability.compile.runbook_slo import slo_parts
from observability.compile.runbook_spent import spent_parts
from observability.model.alerts.protocol import Alert
from observability.model.catalog import Catalog
from observability.model.receiver import Email, PagerDuty, Receiver, Slack, Webhook
from observability.model.service import Service
from observability.model.team import Severity

__all__ = ["runbooks"]

_Around = tuple[tuple[Dependency, ...], tuple[Dependency, ...]]

_TEMPLATE = re.compile(r"\{\{.*?\}\}")


def runbooks(
    catalog: Catalog, alerts: tuple[AlertingRule, ...], routing: Routing
) -> tuple[Runbook, ...]:
    """Return the page of each of *alerts*, in their order."""
    parts = {**_defined(catalog), **slo_parts(catalog), **spent_parts(catalog)}
    outages = _outages(routing)
    pages = _pages(alerts)
    around = {service.name: _around(service, catalog, pages) for service in catalog.services}
    return tuple(
        _page(alert, parts[alert.alert], catalog, around, outages.get(alert.alert, ()))
        for alert in alerts
        if alert.alert in parts
    )


def _pages(alerts: tuple[AlertingRule, ...]) -> dict[str, list[Link]]:
    """Return links to the pages of what wakes somebody, by service."""
    found: dict[str, list[Link]] = {}
    for alert in alerts:
        if alert.labels.get("severity") == Severity.PAGE.value:
            found.setdefault(alert.labels.get("service", ""), []).append(_link(alert.alert))
    return found


def _link(alert: str) -> Link:
    return Link(text=alert, url=f"{alert}.md")


def _defined(catalog: Catalog) -> dict[str, Part]:
    return {alert.name: _alert_part(alert, catalog) for alert in catalog.alerts}


def _alert_part(alert: Alert, catalog: Catalog) -> Part:
    held = f" for {alert.hold}" if alert.hold else ""
    return Part(
        service=alert.service,
        severity=alert.severity,
        meaning=(f"The condition below has held{held}.",),
        impact=" ".join(alert.impact.split()),
        actions=alert.actions,
        queries=alert_queries(alert, catalog.project),
    )


def _page(
    alert: AlertingRule,
    part: Part,
    catalog: Catalog,
    around: dict[str, _Around],
    outages: tuple[str, ...],
) -> Runbook:
    service, manager = part.service, catalog.project.alertmanager
    dependencies, dependants = around[service.name]
    filter_ = quote(f'{{alertname="{alert.alert}",service="{service.name}"}}', safe="")
    return Runbook(
        alert=alert.alert,
        summary=_TEMPLATE.sub("…", alert.annotations.get("summary", alert.alert)),
        part=part,
        commands=commands(service),
        dependencies=dependencies,
        dependants=dependants,
        told=_told(part),
        silenced_by=tuple(_link(name) for name in outages),
        dashboard=alert.annotations.get("dashboard_url", links.alert_dashboard(catalog, service)),
        alertmanager=f"{manager}/#/alerts?filter={filter_}",
        silence=f"{manager}/#/silences/new?filter={filter_}",
    )


def _around(service: Service, catalog: Catalog, pages: dict[str, list[Link]]) -> _Around:
    """Return what *service* depends on, and what depends on it."""
    return (
        _described(service.depends_on, catalog, pages),
        _described(catalog.dependants(service), catalog, pages),
    )


def _described(
    services: tuple[Service, ...], catalog: Catalog, pages: dict[str, list[Link]]
) -> tuple[Dependency, ...]:
    return tuple(
        Dependency(
            service=one,
            dashboard=links.service_dashboard(catalog, one),
            pages=tuple(pages.get(one.name, ())),
        )
        for one in services
    )


def _outages(routing: Routing) -> dict[str, tuple[str, ...]]:
    """Return the pages that silence each alert, those of its own SLO apart."""
    found: dict[str, tuple[str, ...]] = {}
    sent = tuple(test.labels for test in routing.tests)
    for inhibition in routing.inhibitions:
        for source, target in muting(inhibition, sent):
            if not source.get("slo"):
                name = target["alertname"]
                found[name] = (*found.get(name, ()), source["alertname"])
    return found


def _told(part: Part) -> tuple[str, ...]:
    team = part.service.team
    receivers = {Severity.PAGE: team.page, Severity.TICKET: team.ticket, Severity.NONE: ()}
    return tuple(_name(one) for one in receivers[part.severity])


def _name(receiver: Receiver) -> str:
    match receiver:
        case PagerDuty():
            return "PagerDuty"
        case Slack():
            return f"Slack {receiver.channel}"
        case Email():
            return f"mail to {receiver.to}"
        case Webhook():
            return f"a POST to {receiver.url}"
