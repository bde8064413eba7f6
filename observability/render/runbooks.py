"""Runbooks: a page for each alert, an index, and what to do in an incident."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from observability.base import naming
from observability.base.quantity import number, short
from observability.compile import links
from observability.compile.alerting import days_of
from observability.compile.inhibition import outages
from observability.compile.plan import Plan
from observability.compile.policy import KEPT
from observability.compile.runbook_commands import workload_name
from observability.compile.runbook_page import Runbook
from observability.compile.runbook_policy import Agreement, agreements
from observability.compile.runbook_service import service_pages
from observability.compile.scaling import scaling
from observability.model.catalog import Catalog
from observability.model.service import Service
from observability.model.slo import SLO
from observability.model.team import Severity
from observability.model.workload import External
from observability.render.document import Document

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render"]

_INDEX, _INCIDENT = "runbooks/README.md", "runbooks/incident-response.md"
_POLICY = "runbooks/error-budget-policy.md"
_RECOVERY, _SCALING = "runbooks/disaster-recovery.md", "runbooks/scaling.md"


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the pages; without alerts there is nothing to run by a book."""
    if not plan.runbooks:
        return ()
    environment = _environment()
    sources = {alert.alert: alert.source for alert in plan.alerts}
    page = environment.get_template("runbook.md.j2")
    return (
        *(
            Document(
                path=naming.runbook_file(one.alert),
                format="text",
                body=page.render(page=one),
                title=f"What to do about {one.alert}",
                sources=(sources[one.alert],),
            )
            for one in plan.runbooks
        ),
        _document(_INDEX, "All runbooks", environment, "index.md.j2", _index(plan)),
        _document(
            _INCIDENT, "What to do in an incident", environment, "incident.md.j2", _all(plan)
        ),
        *_policy(plan, environment),
        *_recovery(plan, environment),
        *_services(plan, environment),
        *_scaling(plan, environment),
    )


def _services(plan: Plan, environment: Environment) -> Iterator[Document]:
    """Yield the page of each service: what goes wrong with its kind."""
    pages = {one.alert for one in plan.runbooks}
    alerts = [one for one in plan.alerts if one.alert in pages]
    template = environment.get_template("service.md.j2")
    for page in service_pages(plan.catalog, alerts):
        name = page.service.name
        yield Document(
            path=naming.service_page(name),
            format="text",
            body=template.render(page=page),
            title=f"What to do about {name}",
            sources=(page.service.source,),
        )


def _scaling(plan: Plan, environment: Environment) -> tuple[Document, ...]:
    """Return the page about more and larger pods, nodes and stores, if pods are ours."""
    found = scaling(plan.catalog)
    if found is None:
        return ()
    data = {"name": plan.catalog.project.name, "scaling": found}
    return (_document(_SCALING, "How to scale", environment, "scaling.md.j2", data),)


def _policy(plan: Plan, environment: Environment) -> tuple[Document, ...]:
    """Return the page about the error budget policies, if there are any."""
    found = agreements(plan.catalog)
    if not found:
        return ()
    title = "What is done as a budget is spent"
    data = _agreed(found, plan.catalog)
    return (_document(_POLICY, title, environment, "policy.md.j2", data),)


def _recovery(plan: Plan, environment: Environment) -> tuple[Document, ...]:
    """Return the page about what is lost, if anything is backed up."""
    catalog = plan.catalog
    if not catalog.backups:
        return ()
    backed = [one.service for one in catalog.backups]
    stores = [one for one in catalog.services if catalog.dependants(one) and not one.depends_on]
    data = {
        "name": catalog.project.name,
        "without": [one.name for one in stores if one not in backed],
        "backups": [
            {
                "backup": one,
                "store": one.service.name,
                "namespace": one.service.namespace,
                "description": one.service.description,
                "team": one.service.team.name,
                "dependants": [user.name for user in catalog.dependants(one.service)],
            }
            for one in catalog.backups
        ],
    }
    title = "What to do when data are lost"
    return (_document(_RECOVERY, title, environment, "recovery.md.j2", data),)


def _agreed(found: tuple[Agreement, ...], catalog: Catalog) -> dict[str, Any]:
    covered = {slo.id for one in found for slo in one.slos}
    return {
        "name": catalog.project.name,
        "kept": short(KEPT * 100),
        "freezes": any(step.freeze for one in found for step in one.steps),
        "without": [slo.id for slo in catalog.slos if slo.id not in covered],
        "agreements": [
            {"name": one.name, "steps": one.steps, "slos": [_slo(slo, catalog) for slo in one.slos]}
            for one in found
        ],
    }


def _slo(slo: SLO, catalog: Catalog) -> dict[str, Any]:
    return {
        "id": f"`{slo.id}`",
        "description": slo.description,
        "budget_percent": number(slo.budget * 100),
        "period": days_of(slo.period),
        "team": slo.service.team.name,
        "dashboard": links.slo_dashboard(catalog, slo),
    }


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - slow to import

    environment = Environment(  # noqa: S701 - Markdown, and no text of strangers
        loader=PackageLoader("observability.render"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["cell"] = _cell
    return environment


def _cell(text: str) -> str:
    """Write *text* so that it stays in its cell of a table."""
    return " ".join(text.replace("|", "\\|").split())


def _document(
    path: str, title: str, environment: Environment, template: str, data: Mapping[str, Any]
) -> Document:
    body = environment.get_template(template).render(data)
    return Document(path=path, format="text", body=body, title=title)


def _index(plan: Plan) -> dict[str, Any]:
    by_service: dict[str, list[Runbook]] = {}
    for page in plan.runbooks:
        by_service.setdefault(page.part.service.name, []).append(page)
    return {
        "name": plan.catalog.project.name,
        "has_policy": bool(agreements(plan.catalog)),
        "has_recovery": bool(plan.catalog.backups),
        "has_scaling": scaling(plan.catalog) is not None,
        "groups": [
            {**_service(service, plan.catalog), "pages": by_service.get(service.name, [])}
            for service in plan.catalog.services
        ],
    }


def _all(plan: Plan) -> dict[str, Any]:
    catalog = plan.catalog
    namespaces = [one.namespace for one in catalog.services if workload_name(one)]
    pages = [one for one in plan.runbooks if one.part.severity is Severity.PAGE]
    return {
        "name": catalog.project.name,
        "has_policy": bool(agreements(catalog)),
        "project": catalog.project,
        "outages": outages(catalog),
        "burns": [one for one in pages if one.part.limits],
        "has_managed": any(_is_managed(one) for one in catalog.services),
        "namespaces": list(dict.fromkeys(namespaces)),
        "services": [_service(one, catalog) for one in catalog.services],
        "teams": catalog.teams,
        "overview": f"{catalog.project.grafana}/d/{naming.SLO_OVERVIEW}",
    }


def _is_managed(service: Service) -> bool:
    return isinstance(service.workload, External) and bool(service.workload.cidrs)


def _service(service: Service, catalog: Catalog) -> dict[str, Any]:
    return {
        "name": service.name,
        "description": service.description,
        "team": service.team.name,
        "namespace": service.namespace,
        "workload": workload_name(service),
        "container": service.container,
        "depends_on": [one.name for one in service.depends_on],
        "dashboard": links.service_dashboard(catalog, service),
    }
