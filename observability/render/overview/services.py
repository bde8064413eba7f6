"""The index: what there is of each service, and where it is written."""

from __future__ import annotations

from collections.abc import Iterator

from observability.base import naming
from observability.base.quantity import number
from observability.compile.plan import Plan
from observability.compile.rules import slos_file_name
from observability.model.catalog import Catalog
from observability.model.environment import Environment
from observability.model.service import Service
from observability.render.overview.markdown import link, table

__all__ = ["index"]

_HEAD = (
    "service",
    "team",
    "SLOs",
    "alerts",
    "rules and proofs",
    "dashboard",
    "manifests",
    "runbook",
)


def index(plan: Plan, paths: frozenset[str]) -> list[str]:
    """Return a table with a row for each service; it links only to what is in *paths*."""
    return table(_HEAD, (_row(one, plan, paths) for one in plan.catalog.services))


def _row(service: Service, plan: Plan, paths: frozenset[str]) -> tuple[str, ...]:
    catalog = plan.catalog
    alerts = [one.alert for one in plan.alerts if one.labels.get("service") == service.name]
    page = naming.service_page(service.name)
    return (
        f"**{service.name}**: {service.description}",
        service.team.name,
        ", ".join(f"{one.name} {number(one.objective)} %" for one in catalog.slos_of(service))
        or "-",
        str(len(alerts)) if alerts else "-",
        ", ".join(_rules(service, catalog, paths)) or "-",
        ", ".join(_boards(service, plan, paths)) or "-",
        ", ".join(_manifests(service, catalog.environments, paths)) or "-",
        link("open", page) if page in paths else "-",
    )


def _rules(service: Service, catalog: Catalog, paths: frozenset[str]) -> Iterator[str]:
    stems = dict.fromkeys(
        (service.name, *(slos_file_name(one, catalog) for one in catalog.slos_of(service)))
    )
    for stem in stems:
        told = "" if stem == service.name else f" of {stem}"
        yield from _linked(f"prometheus/rules/{stem}.events.yml", f"events{told}", paths)
        yield from _linked(f"prometheus/rules/{stem}.yml", f"rules{told}", paths)
    yield from _linked(f"prometheus/tests/{service.name}.replay.yml", "proofs", paths)


def _linked(path: str, text: str, paths: frozenset[str]) -> Iterator[str]:
    if path in paths:
        yield link(text, path)


def _boards(service: Service, plan: Plan, paths: frozenset[str]) -> Iterator[str]:
    uids = [one.uid for one in plan.catalog.dashboards if one.service is service]
    for uid in uids or [naming.uid("service", service.name)]:
        path = f"grafana/dashboards/services/{uid}.json"
        if path in paths:
            yield link("open", path)


def _manifests(
    service: Service, environments: tuple[Environment, ...], paths: frozenset[str]
) -> Iterator[str]:
    for one in environments:
        path = f"kubernetes/{one.name}/{service.name}/kustomization.yaml"
        if path in paths:
            yield link(one.name, path)
