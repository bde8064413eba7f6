"""The connections that the definitions declare: whatever is not among them is denied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from observability.base import naming
from observability.base.labels import EMPTY, Labels
from observability.base.source import Source
from observability.compile.placement import placements
from observability.model.backup import Backup
from observability.model.catalog import Catalog
from observability.model.service import Service
from observability.model.workload import Deployment, External

__all__ = [
    "DNS",
    "DNS_PORT",
    "Addresses",
    "Edge",
    "Peer",
    "Pods",
    "backup_pods",
    "edges",
    "migration_pods",
    "peer",
    "prometheus_pods",
]


@attrs.frozen(kw_only=True)
class Pods:
    """The pods of *namespace* with *labels*; all of them if there are none."""

    namespace: str
    labels: Labels = EMPTY


@attrs.frozen(kw_only=True)
class Addresses:
    """Whatever is outside the cluster at *cidrs*."""

    cidrs: tuple[str, ...]


Peer = Pods | Addresses


@attrs.frozen(kw_only=True)
class Edge:
    """A TCP connection from *client* to *port* of *server*, and the reason for it.

    The port is where the server's process listens, which is what a network policy compares with:
    a Kubernetes Service has translated its own port before.
    """

    client: Peer
    server: Peer
    port: int
    why: str
    source: Source = attrs.field(eq=False)


DNS = Pods(namespace="kube-system", labels=Labels({"k8s-app": "kube-dns"}))
DNS_PORT = 53
_PROMETHEUS = Pods(namespace="monitoring", labels=Labels({naming.APP_LABEL: "prometheus"}))


def peer(service: Service) -> Peer:
    """Return what *service* is to a network policy."""
    workload = service.workload
    if not isinstance(workload, External):
        return Pods(namespace=service.namespace, labels=Labels({naming.APP_LABEL: service.name}))
    if workload.namespace is None:
        return Addresses(cidrs=workload.cidrs)
    return Pods(namespace=workload.namespace, labels=workload.pods)


def migration_pods(service: Service) -> Pods | None:
    """Return the pods that migrate the data of *service*; they are not the service's own."""
    workload = service.workload
    if not isinstance(workload, Deployment) or workload.migration is None:
        return None
    name = f"{service.name}-{naming.MIGRATION}"
    return Pods(namespace=service.namespace, labels=Labels({naming.APP_LABEL: name}))


def backup_pods(service: Service) -> Pods:
    """Return the pods that back *service* up, if something does."""
    name = f"{service.name}-{naming.BACKUP}"
    return Pods(namespace=service.namespace, labels=Labels({naming.APP_LABEL: name}))


def prometheus_pods(catalog: Catalog) -> Pods:
    """Return the pods that scrape: those of the service whose metrics are at ``localhost``.

    Where no such service is defined, they are the pods called ``prometheus`` in ``monitoring``.
    """
    for service in catalog.services:
        workload, found = service.workload, peer(service)
        local = isinstance(workload, External) and (workload.exporter or "").startswith(
            "localhost:"
        )
        if local and isinstance(found, Pods):
            return found
    return _PROMETHEUS


def edges(catalog: Catalog) -> tuple[Edge, ...]:
    """Return every declared connection: calls between services, then the scrapes.

    What is declared holds in every environment: staging's services call staging's.
    """
    running = placements(catalog)
    return (
        *_calls(running),
        *_backups(running, catalog.backups),
        *_scrapes(running, prometheus_pods(catalog)),
    )


def _calls(running: Iterable[Service]) -> list[Edge]:
    return [
        Edge(
            client=client,
            server=peer(called),
            port=called.port,
            why=f"{name} calls {called.name}",
            source=caller.source,
        )
        for caller in running
        for client, name in _clients(caller)
        for called in caller.depends_on
        if called.port is not None
    ]


def _backups(running: Sequence[Service], backups: Iterable[Backup]) -> Iterator[Edge]:
    """Yield what the jobs call that back stores up: the store, and where the copy goes."""
    for backup in backups:
        for store in (one for one in running if one.name == backup.service.name):
            for called in (one for one in running if one.environment is store.environment):
                if called.name in (store.name, backup.to.name) and called.port is not None:
                    yield Edge(
                        client=backup_pods(store),
                        server=peer(called),
                        port=called.port,
                        why=f"the backup of {store.name} calls {called.name}",
                        source=backup.source,
                    )


def _clients(caller: Service) -> list[tuple[Peer, str]]:
    """Return who calls what *caller* depends on: its pods, and those that migrate its data."""
    migration = migration_pods(caller)
    own = [(peer(caller), caller.name)]
    return [*own, (migration, f"the migration of {caller.name}")] if migration else own


def _scrapes(running: Iterable[Service], prometheus: Pods) -> list[Edge]:
    return [
        Edge(
            client=prometheus,
            server=peer(service),
            port=service.workload.metrics.number,
            why=f"Prometheus scrapes {service.name}",
            source=service.source,
        )
        for service in running
        if not isinstance(service.workload, External) and service.workload.metrics is not None
    ]
