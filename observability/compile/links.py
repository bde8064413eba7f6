"""Where an alert points: its runbook page and the dashboard that shows it."""

from __future__ import annotations

from observability.base import naming
from observability.model.catalog import Catalog
from observability.model.service import Service
from observability.model.slo import SLO

__all__ = ["alert_dashboard", "runbook", "service_dashboard", "slo_dashboard"]


def runbook(catalog: Catalog, alert: str) -> str:
    """Return the address of the page for *alert*."""
    return f"{catalog.project.runbooks}/{alert}.md"


def slo_dashboard(catalog: Catalog, slo: SLO) -> str:
    """Return the address of the detail dashboard, opened at *slo*."""
    where = f"var-service={slo.service.name}&var-slo={slo.name}"
    return f"{catalog.project.grafana}/d/{naming.SLO_DETAIL}?{where}"


def alert_dashboard(catalog: Catalog, service: Service) -> str:
    """Return the address of the dashboard of *service*; every watched service has one."""
    own = [one.uid for one in catalog.dashboards if one.service is service]
    return f"{catalog.project.grafana}/d/{own[0] if own else naming.uid('service', service.name)}"


def service_dashboard(catalog: Catalog, service: Service) -> str:
    """Return the address of the dashboard of *service*, or nothing where nobody watches it."""
    own = any(one.service is service for one in catalog.dashboards)
    watched = own or catalog.slos_of(service) or catalog.alerts_of(service)
    return alert_dashboard(catalog, service) if watched else ""
