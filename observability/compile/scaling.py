"""How much runs, between which bounds, and what changes them: the facts of the scaling page."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from observability.base import naming
from observability.base.quantity import Memory
from observability.compile.placement import placements
from observability.compile.runbook_commands import workload_name
from observability.compile.runbook_page import Command
from observability.model.catalog import Catalog
from observability.model.cluster import Component
from observability.model.infrastructure import Cache, Database, Infrastructure, NodeGroup
from observability.model.service import Service
from observability.model.workload import Deployment, External, StatefulSet

__all__ = ["ManagedStore", "Nodes", "Scaled", "Scaling", "recommends", "scaling"]

_RECOMMENDER = "autoscaling.k8s.io/VerticalPodAutoscaler"


@attrs.frozen(kw_only=True)
class Scaled:
    """A service in one environment: how many pods it has there, and how large each is.

    Args:
        pods: Such as ``3 to 10``.
        added: When an autoscaler adds pods; empty if nothing does.
        requests: What each pod's main container asks for, such as ``250m, 512Mi``.
        limits: What it may use at most.
    """

    environment: str
    namespace: str
    service: str
    workload: str
    pods: str
    added: str
    requests: str
    limits: str
    spot: bool


@attrs.frozen(kw_only=True)
class Nodes:
    """A group of nodes of *cluster*."""

    cluster: str
    region: str
    group: NodeGroup


@attrs.frozen(kw_only=True)
class ManagedStore:
    """A store that the provider runs: its size, how it grows, and the command that shows it."""

    name: str
    size: str
    grows: str
    command: Command


@attrs.frozen(kw_only=True)
class Scaling:
    """Everything on the page."""

    pods: tuple[Scaled, ...]
    nodes: tuple[Nodes, ...]
    stores: tuple[ManagedStore, ...]
    recommended: bool

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The namespaces in which something is scaled by itself."""
        return tuple(dict.fromkeys(one.namespace for one in self.pods if one.added))

    @property
    def has_spot(self) -> bool:
        """Whether something runs on nodes that may be taken away."""
        return any(one.spot for one in self.pods)


def scaling(catalog: Catalog) -> Scaling | None:
    """Return the facts of *catalog*; None if no pods are ours."""
    pods = tuple(
        _scaled(one, one.workload)
        for one in placements(catalog)
        if not isinstance(one.workload, External)
    )
    if not pods:
        return None
    made = catalog.infrastructures
    return Scaling(
        pods=pods,
        nodes=tuple(
            Nodes(cluster=one.environment.cluster, region=one.region, group=group)
            for one in made
            for group in one.node_groups
        ),
        stores=tuple(store for one in made for store in _stores(one)),
        recommended=recommends(catalog),
    )


def recommends(catalog: Catalog) -> bool:
    """Tell whether a component recommends requests."""
    components = (one for one in catalog.cluster if isinstance(one, Component))
    return any(_RECOMMENDER in one.provides for one in components)


def _scaled(service: Service, workload: Deployment | StatefulSet) -> Scaled:
    given = workload.requests
    pods, added = _bounds(workload)
    return Scaled(
        environment=service.environment.name,
        namespace=service.namespace,
        service=service.name,
        workload=workload_name(service),
        pods=pods,
        added=added,
        requests=f"{given.cpu}, {given.memory}",
        limits=f"{given.cpu_limit or given.cpu}, {given.memory_limit or given.memory}",
        spot=workload.spot,
    )


def _bounds(workload: Deployment | StatefulSet) -> tuple[str, str]:
    own = workload.autoscaling if isinstance(workload, Deployment) else None
    if own is None:
        return str(workload.replicas), ""
    memory = "" if own.memory is None else f", or {own.memory} % of the memory"
    return f"{own.minimum} to {own.maximum}", f"above {own.cpu} % of the processor{memory}"


def _stores(given: Infrastructure) -> Iterator[ManagedStore]:
    for database in given.databases:
        yield _database(database, given)
    for cache in given.caches:
        yield _cache(cache, given)


def _database(store: Database, given: Infrastructure) -> ManagedStore:
    name = naming.store_name(given.environment.cluster, store.service.name)
    most = Memory(4 * store.storage.bytes) if store.storage else ""
    return ManagedStore(
        name=store.service.name,
        size=f"{store.instance}, {store.storage}, {store.replicas} to read from",
        grows=f"storage by itself, to {most}; `instance` and `replicas` by Terraform",
        command=Command(
            shows=f"How large is {store.service.name}, and is a change pending?",
            line=f"aws rds describe-db-instances --region {given.region}"
            f" --db-instance-identifier {name}",
        ),
    )


def _cache(store: Cache, given: Infrastructure) -> ManagedStore:
    name = naming.store_name(given.environment.cluster, store.service.name)
    return ManagedStore(
        name=store.service.name,
        size=f"{store.instance}, {store.shards} shards with {store.replicas} copies each",
        grows="`shards` for more memory and writes, `replicas` for more reads, by Terraform",
        command=Command(
            shows=f"Which shards has {store.service.name}, and are they all there?",
            line=f"aws elasticache describe-replication-groups --region {given.region}"
            f" --replication-group-id {name}",
        ),
    )
