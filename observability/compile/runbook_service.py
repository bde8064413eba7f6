"""A page for each service: what it is where, and what goes wrong with its kind."""

from __future__ import annotations

from collections.abc import Iterable

from observability.compile import links
from observability.compile.placement import placements
from observability.compile.plan import AlertingRule
from observability.compile.runbook_commands import workload_name
from observability.compile.runbook_database import database_issues, sessions
from observability.compile.runbook_memory import memory_issues
from observability.compile.runbook_page import Link, ServicePage
from observability.model.catalog import Catalog
from observability.model.infrastructure import Cache, Database, Infrastructure
from observability.model.service import Service
from observability.model.workload import External

__all__ = ["service_pages"]


def service_pages(catalog: Catalog, alerts: Iterable[AlertingRule]) -> tuple[ServicePage, ...]:
    """Return the page of every service of *catalog*; *alerts* are those that have pages."""
    named: dict[str, list[Link]] = {}
    for alert in alerts:
        link = Link(text=alert.alert, url=f"{alert.alert}.md")
        named.setdefault(alert.labels.get("service", ""), []).append(link)
    return tuple(_page(one, catalog, tuple(named.get(one.name, ()))) for one in catalog.services)


def _page(service: Service, catalog: Catalog, alerts: tuple[Link, ...]) -> ServicePage:
    there = tuple(one for one in placements(catalog) if one.name == service.name)
    return ServicePage(
        service=service,
        places=tuple((one.environment.name, _place(one, catalog)) for one in there),
        dashboard=links.service_dashboard(catalog, service),
        alerts=alerts,
        sessions=sessions(there, catalog),
        issues=(*memory_issues(there, catalog), *database_issues(there, catalog)),
    )


def _place(service: Service, catalog: Catalog) -> str:
    """Return what *service* is in its environment."""
    workload = service.workload
    if not isinstance(workload, External):
        where = f"`{workload_name(service)}` in `{service.namespace}`"
        return f"{where}, container `{service.container}`, image `{workload.image}`"
    if workload.namespace is not None:
        return f"run by others in `{workload.namespace}`, port {workload.port}"
    made = (_made(service, one) for one in catalog.infrastructures)
    return next((one for one in made if one), f"run by others, port {workload.port}")


def _made(service: Service, given: Infrastructure) -> str:
    stores: tuple[Database | Cache, ...] = (*given.databases, *given.caches)
    for one in stores:
        if one.service.name == service.name and given.environment is service.environment:
            kind = "RDS for PostgreSQL" if isinstance(one, Database) else "ElastiCache for Redis"
            return f"{kind} {one.version}, {one.instance}, port {service.port}"
    return ""
