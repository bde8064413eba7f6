"""What one Prometheus watches, and the labels that its series get."""

from __future__ import annotations

import attrs

from observability.base import naming
from observability.base.duration import Duration
from observability.base.labels import EMPTY, Labels
from observability.base.source import Source
from observability.compile.network import prometheus_pods
from observability.compile.placement import placements
from observability.compile.stack import Scraped, alertmanagers, scraped
from observability.model.catalog import Catalog
from observability.model.environment import Environment
from observability.model.service import Service
from observability.model.workload import External

__all__ = ["MetricsPath", "PodJob", "Scrape", "StaticJob", "TlsProbe", "scrape"]


@attrs.frozen(kw_only=True)
class StaticJob:
    """Addresses that are scraped as job *name*; *labels* come on top of ``instance``."""

    name: str
    addresses: tuple[str, ...]
    labels: Labels = EMPTY


@attrs.frozen(kw_only=True)
class PodJob:
    """Pods that others run: every pod in *namespace* with the labels *pods*, on *port*.

    Behind the address of a Service each scrape would reach another pod, and counters would jump.
    """

    name: str
    namespace: str
    pods: Labels
    port: int
    labels: Labels
    path: str = "/metrics"


@attrs.frozen(kw_only=True)
class TlsProbe:
    """Addresses whose certificates are asked for, from *prober*: the way in, as users see it."""

    prober: str
    addresses: tuple[str, ...]


@attrs.frozen(kw_only=True)
class MetricsPath:
    """Where the pods of *service* serve their metrics, if not at ``/metrics``."""

    service: str
    namespace: str
    path: str


@attrs.frozen(kw_only=True)
class Scrape:
    """The work of the Prometheus in *cluster*.

    Args:
        environments: Those whose namespaces are searched for pods.
        paths: The exceptions from ``/metrics``.
        discovered: What others run in the cluster, found pod by pod.
        jobs: What is scraped at fixed addresses.
        kube_state_metrics: Its address; empty if nothing runs in the cluster.
        replicated: Whether several do this work side by side, each for itself.
    """

    cluster: str
    interval: Duration
    evaluation: Duration
    retention: Duration
    alertmanagers: tuple[str, ...]
    environments: tuple[Environment, ...]
    paths: tuple[MetricsPath, ...]
    discovered: tuple[PodJob, ...]
    jobs: tuple[StaticJob, ...]
    kube_state_metrics: str
    sources: tuple[Source, ...]
    probe: TlsProbe | None = None
    replicated: bool = False


def scrape(catalog: Catalog) -> Scrape | None:
    """Return what Prometheus watches; None if there is no environment to watch.

    There is one Prometheus a cluster. If the environments lie in several, this is the one of the
    cluster that is defined first: services elsewhere are not its business.
    """
    if not catalog.environments:
        return None
    cluster = catalog.environments[0].cluster
    services = [one for one in catalog.services if one.environment.cluster == cluster]
    running = [one for one in placements(catalog) if one.environment.cluster == cluster]
    away = [one for one in running if one not in services]
    pods = [one for one in running if not isinstance(one.workload, External)]
    found = [one for one in catalog.environments if any(one is pod.environment for pod in pods)]
    project, monitoring = catalog.project, catalog.monitoring
    namespace = prometheus_pods(catalog).namespace
    return Scrape(
        cluster=cluster,
        interval=project.scrape_interval,
        evaluation=project.evaluation,
        retention=project.retention,
        alertmanagers=alertmanagers(catalog),
        replicated=monitoring is not None and monitoring.prometheus.replicas > 1,
        environments=tuple(found),
        paths=tuple(path for one in pods for path in _path(one)),
        discovered=(
            *(job for one in services for job in _discovered(one)),
            *(_of_stack(one) for one in scraped(catalog)),
        ),
        jobs=(*_externals(services), *_away(away, services), *_own(services, catalog)),
        kube_state_metrics=f"{naming.KUBE_STATE_METRICS}.{namespace}.svc:8080" if pods else "",
        sources=(project.source, *(one.source for one in services)),
        probe=_probe(catalog, namespace),
    )


def _of_stack(one: Scraped) -> PodJob:
    return PodJob(
        name=one.name,
        namespace=one.namespace,
        pods=Labels({naming.APP_LABEL: one.name}),
        port=one.port,
        labels=Labels({"namespace": one.namespace, "service": one.name}),
        path=one.path,
    )


def _probe(catalog: Catalog, namespace: str) -> TlsProbe | None:
    """Return the question to every host of every way in, if there is somebody to ask it."""
    hosts = [host for edge in catalog.edges for host in edge.hosts]
    if catalog.monitoring is None or not hosts:
        return None
    return TlsProbe(
        prober=f"blackbox-exporter.{namespace}.svc:9115",
        addresses=tuple(f"{host}:443" for host in dict.fromkeys(hosts)),
    )


def _path(service: Service) -> list[MetricsPath]:
    if isinstance(service.workload, External) or service.workload.metrics is None:
        return []
    path = service.workload.metrics.path
    if path == "/metrics":
        return []
    return [MetricsPath(service=service.name, namespace=service.namespace, path=path)]


def _externals(services: list[Service]) -> list[StaticJob]:
    return [
        StaticJob(
            name=service.name,
            addresses=(service.workload.exporter,),
            labels=_target_labels(service),
        )
        for service in services
        if isinstance(service.workload, External)
        and service.workload.exporter is not None
        and not _discovered(service)
    ]


def _away(away: list[Service], services: list[Service]) -> list[StaticJob]:
    """Return the jobs of Externals that only an environment away from home has."""
    known = {one.workload.exporter for one in services if isinstance(one.workload, External)}
    return [
        StaticJob(
            name=f"{service.name}-{service.environment.name}",
            addresses=(service.workload.exporter,),
            labels=Labels(service.labels),
        )
        for service in away
        if isinstance(service.workload, External)
        and service.workload.exporter is not None
        and service.workload.exporter not in known
        and not _discovered(service)
    ]


def _discovered(service: Service) -> list[PodJob]:
    """Return the job of an External whose own pods serve its metrics."""
    workload = service.workload
    if not isinstance(workload, External) or not workload.namespace or not workload.pods:
        return []
    host, _, port = (workload.exporter or "").rpartition(":")
    if host in ("", "localhost"):
        return []
    return [
        PodJob(
            name=service.name,
            namespace=workload.namespace,
            pods=workload.pods,
            port=int(port),
            labels=_target_labels(service),
        )
    ]


def _target_labels(service: Service) -> Labels:
    return Labels({name: value for name, value in service.labels.items() if name != "job"})


def _own(services: list[Service], catalog: Catalog) -> list[StaticJob]:
    """Return Prometheus and Alertmanager, unless they are services of the catalog."""
    own = {"prometheus": ("localhost:9090",), "alertmanager": alertmanagers(catalog)}
    known = {one.workload.exporter for one in services if isinstance(one.workload, External)}
    names = {one.name for one in services}
    return [
        StaticJob(name=name, addresses=addresses)
        for name, addresses in own.items()
        if name not in names and not known.intersection(addresses)
    ]
