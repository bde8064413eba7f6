"""All definitions, joined: what a service's SLOs, alerts, metrics and dashboards are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import attrs

from observability.base import naming
from observability.base.source import Source
from observability.model.alerts.protocol import Alert
from observability.model.backup import Backup
from observability.model.cluster import ClusterObject
from observability.model.dashboard import Dashboard
from observability.model.definition import Definition
from observability.model.delivery import GitOps, Pipeline, Stage
from observability.model.edge import Edge, Route
from observability.model.environment import Environment
from observability.model.infrastructure import Infrastructure
from observability.model.inventory import Inventory
from observability.model.mesh import Canary, Mesh
from observability.model.metric import Exporter, Metric
from observability.model.policy import BudgetPolicy
from observability.model.price import PriceTable
from observability.model.project import Project
from observability.model.ruler import ThanosRuler
from observability.model.service import Service
from observability.model.sli.protocol import Sli
from observability.model.slo import SLO
from observability.model.stack import Exports, Monitoring
from observability.model.team import Team
from observability.model.workload import External

__all__ = ["Catalog", "join"]

T = TypeVar("T", bound=Definition)
M = TypeVar("M", Metric, SLO, Alert)


@attrs.frozen(kw_only=True)
class Catalog:
    """Everything that was defined, in file order; each thing once."""

    project: Project
    teams: tuple[Team, ...]
    environments: tuple[Environment, ...]
    services: tuple[Service, ...]
    metrics: tuple[Metric, ...]
    slos: tuple[SLO, ...]
    alerts: tuple[Alert, ...]
    dashboards: tuple[Dashboard, ...]
    infrastructures: tuple[Infrastructure, ...] = ()
    gitops: tuple[GitOps, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    prices: tuple[PriceTable, ...] = ()
    mesh: Mesh | None = None
    canaries: tuple[Canary, ...] = ()
    edges: tuple[Edge, ...] = ()
    monitoring: Monitoring | None = None
    cluster: tuple[ClusterObject, ...] = ()
    backups: tuple[Backup, ...] = ()
    inventory: tuple[Inventory, ...] = ()

    def slos_of(self, service: Service) -> tuple[SLO, ...]:
        """Return the SLOs of *service*."""
        return tuple(slo for slo in self.slos if slo.service is service)

    def alerts_of(self, service: Service) -> tuple[Alert, ...]:
        """Return the alerts of *service*, those of its SLOs apart."""
        return tuple(alert for alert in self.alerts if alert.service is service)

    def metrics_of(self, service: Service) -> tuple[Metric, ...]:
        """Return the metrics that *service* exposes."""
        return tuple(metric for metric in self.metrics if metric.service is service)

    def dependants(self, service: Service) -> tuple[Service, ...]:
        """Return the services that call *service*, directly or through others."""
        found: list[Service] = []
        fresh = [service]
        while fresh:
            callers = [
                one
                for one in self.services
                if one not in found and any(needed in fresh for needed in one.depends_on)
            ]
            found.extend(callers)
            fresh = callers
        return tuple(one for one in self.services if one in found and one is not service)


def join(definitions: Iterable[Definition], project: Project) -> Catalog:
    """Join *definitions* and all they refer to; names that are not unique are reported."""
    everything = _closure(definitions)
    catalog = Catalog(
        project=project,
        teams=_of(everything, Team),
        environments=_of(everything, Environment),
        services=_of(everything, Service),
        metrics=_owned(_of(everything, Metric)),
        slos=_owned(_of(everything, SLO)),
        alerts=_owned(_of(everything, Alert)),  # type: ignore[type-abstract]
        dashboards=_of(everything, Dashboard),
        infrastructures=_of(everything, Infrastructure),
        gitops=_of(everything, GitOps),
        pipelines=_of(everything, Pipeline),
        prices=_of(everything, PriceTable),
        mesh=_only(everything, Mesh),
        canaries=tuple(one for one in _of(everything, Canary) if isinstance(one.service, Service)),
        edges=tuple(one for one in _of(everything, Edge) if _is_whole(one)),
        monitoring=_only(everything, Monitoring),
        cluster=_of(everything, ClusterObject),
        backups=tuple(one for one in _of(everything, Backup) if _complete(one)),
        inventory=_of(everything, Inventory),
    )
    _report_duplicates(catalog)
    _report_divided(catalog)
    _report_bypassed(catalog)
    return catalog


def _of(definitions: Iterable[Definition], kind: type[T]) -> tuple[T, ...]:
    return tuple(one for one in definitions if isinstance(one, kind))


def _is_whole(edge: Edge) -> bool:
    """Tell whether *edge* has what its objects are made from; what it lacks is reported."""
    ends = isinstance(edge.gateway, Service) and isinstance(edge.ingress, Service)
    routes = [one for one in _listed(edge.routes) if isinstance(one, Route)]
    served = bool(routes) and all(isinstance(one.service, Service) for one in routes)
    return ends and served and isinstance(edge.environment, Environment)


def _only(definitions: Iterable[Definition], kind: type[T]) -> T | None:
    """Return the one definition of *kind*; each further one is reported."""
    first, *further = (*_of(definitions, kind), None)
    for one in further:
        if one is not None and first is not None:
            message = f"there are two definitions of {kind.__name__}"
            one.complain("", message, "remove one", related=(first.source,))
    return first


def _complete(backup: Backup) -> bool:
    return isinstance(backup.service, Service) and isinstance(backup.to, Service)


def _owned(definitions: tuple[M, ...]) -> tuple[M, ...]:
    """Return those with a service: one that has none is reported, and can not be joined."""
    return tuple(one for one in definitions if isinstance(one.service, Service))


def _closure(definitions: Iterable[Definition]) -> list[Definition]:
    """Return *definitions* and what they refer to, each before those that refer to it."""
    found: dict[int, Definition] = {}

    def visit(definition: Definition) -> None:
        if id(definition) in found:
            return
        for referred in _references(definition):
            visit(referred)
        found[id(definition)] = definition

    for definition in definitions:
        visit(definition)
    return list(found.values())


def _references(definition: Definition) -> Iterable[Definition]:
    match definition:
        case Project():
            referred: list[object] = [definition.owner]
        case Service():
            referred = [definition.team, definition.environment, *_listed(definition.depends_on)]
            referred += [getattr(definition.workload, "priority", None)]
            referred += [part for pair in _listed(definition.elsewhere) for part in _listed(pair)]
        case Backup():
            referred = [definition.service, definition.to]
        case Environment():
            referred = [definition.follows, definition.secrets]
        case Exporter():
            referred = [definition.service, *_listed(definition.metrics)]
        case SLO():
            sli = definition.sli
            referred = [definition.service, *(_listed(sli.metrics()) if _is_sli(sli) else ())]
        case Metric() | Alert() | Dashboard() | Canary() | Route() | Exports():
            referred = [definition.service]
        case Edge():
            referred = [definition.environment, definition.ingress, definition.gateway]
            referred += _listed(definition.routes)
        case Monitoring():
            referred = [definition.logs, definition.priority, *_listed(definition.exporters)]
        case _:
            referred = _delivered(definition)
    return [one for one in referred if isinstance(one, Definition)]


def _delivered(definition: Definition) -> list[object]:
    match definition:
        case Infrastructure() | Stage():
            return [definition.environment]
        case GitOps():
            return [*_listed(definition.stages)]
        case _:
            return [definition.gitops] if isinstance(definition, Pipeline) else []


def _listed(value: object) -> tuple[object, ...]:
    """Return *value* if it is a tuple: a wrong definition may hold anything."""
    return value if isinstance(value, tuple) else ()


def _is_sli(value: object) -> bool:
    return isinstance(value, Sli) and not isinstance(value, type)


def _report_duplicates(catalog: Catalog) -> None:
    _unique(catalog.teams, lambda one: one.name, "team")
    _unique(catalog.environments, lambda one: one.name, "environment")
    _unique(catalog.environments, lambda one: f"{one.cluster}/{one.namespace}", "namespace")
    _unique(catalog.services, lambda one: one.name, "service")
    _unique(catalog.slos, lambda one: one.id, "SLO")
    _unique(catalog.alerts, lambda one: one.name, "alert")
    _report_shared_alerts(catalog)
    _unique(catalog.cluster, lambda one: f"{type(one).__name__} {one.name}", "cluster object")
    _unique(catalog.backups, lambda one: one.name, "backup")
    _unique(_policies(catalog), lambda one: one.name, "budget policy")
    _unique(catalog.gitops, lambda one: one.namespace, "Argo CD in")
    _unique(catalog.pipelines, lambda _: "deploy", "workflow")
    _unique(catalog.prices, lambda one: one.currency, "prices in")
    _unique(catalog.infrastructures, _cluster, "cluster")
    _unique(catalog.dashboards, lambda one: one.uid, "dashboard")
    _unique(catalog.canaries, lambda one: one.service.name, "canary of")
    _unique(catalog.edges, lambda one: one.environment.name, "edge of")
    _unique(catalog.metrics, lambda one: f"{one.service.name}/{one.name}", "metric")


def _cluster(one: Infrastructure) -> str:
    """Return the cluster that is made; a wrong definition may hold anything."""
    made = one.environment
    return made.cluster if isinstance(made, Environment) else str(made)


def _policies(catalog: Catalog) -> list[BudgetPolicy]:
    """Return the budget policies in use, each once."""
    given = [slo.policy for slo in catalog.slos]
    if isinstance(catalog.project, Project):  # a wrong definition may hold anything
        given.append(catalog.project.budget_policy)
    return list({id(one): one for one in given if isinstance(one, BudgetPolicy)}.values())


def _report_shared_alerts(catalog: Catalog) -> None:
    """Report SLOs whose alerts would be called like others: ``api-2`` and ``api2`` are Api2."""
    taken: dict[str, Definition] = {str(alert.name): alert for alert in catalog.alerts}
    ids: set[str] = set()
    for slo in catalog.slos:
        names = [slo.alert(suffix) for suffix in naming.SUFFIXES]
        clash = next((name for name in names if name in taken), None)
        if clash is not None and slo.id not in ids:
            other = taken[clash].source
            message = f"its alert {clash} has the name of another alert"
            slo.complain("name", message, f"rename one; the other is at {other}", related=(other,))
        taken |= dict.fromkeys(names, slo)
        ids.add(slo.id)


def _report_divided(catalog: Catalog) -> None:
    """Report SLOs that want a budget for each of the clusters whose events are to be added up."""
    project = catalog.project
    thanos = project.ruler(ThanosRuler) if isinstance(project, Project) else None
    for slo in catalog.slos if thanos else ():
        if thanos and thanos.cluster_label in _listed(slo.by):
            message = f"by holds {thanos.cluster_label!r}, over which Thanos adds the events up"
            slo.complain("by", message, "leave it out", related=(project.source,))


def _report_bypassed(catalog: Catalog) -> None:
    """Report canaries that get no share: a caller without a sidecar knows nothing of weights."""
    for one in catalog.canaries:
        callers = [caller for caller in catalog.services if one.service in caller.depends_on]
        inside = [caller for caller in callers if not isinstance(caller.workload, External)]
        if not any(caller.environment.mesh for caller in inside):
            message = f"no service in the mesh calls {one.service.name!r}"
            hint = "let a service of the environment call it, or leave the canary out"
            one.complain("service", f"{message}, so that nobody deals its requests out", hint)


def _unique(definitions: Iterable[T], key: Callable[[T], str], what: str) -> None:
    """Report each second definition of a name, once a place: an exporter makes many at one."""
    first: dict[str, T] = {}
    told: set[Source] = set()
    for definition in definitions:
        other = first.setdefault(str(key(definition)), definition)
        if other is definition or definition.source in told:
            continue
        told.add(definition.source)
        message = f"there are two definitions of the {what} {str(key(definition))!r}"
        definition.complain("name", message, "rename or remove one", related=(other.source,))
