"""What of the monitoring stack Prometheus scrapes: one table for the scrapes and the manifests."""

from __future__ import annotations

import attrs

from observability.base.labels import Labels
from observability.base.naming import APP_LABEL
from observability.compile.network import Pods, prometheus_pods
from observability.model.catalog import Catalog

__all__ = [
    "HEADLESS",
    "Scraped",
    "alertmanagers",
    "program_pods",
    "replica_hosts",
    "scraped",
]


_AM = "alertmanager"
HEADLESS = "headless"
"""What the Service that gives the replicas of a program their names is called, after it."""


@attrs.frozen(kw_only=True)
class Scraped:
    """A program of the stack that shows metrics of its own at *port*."""

    name: str
    namespace: str
    port: int
    path: str = "/metrics"


def program_pods(catalog: Catalog, name: str) -> Pods:
    """Return the pods of the program *name* in the namespace of Prometheus."""
    labels = Labels({APP_LABEL: name})
    return Pods(namespace=prometheus_pods(catalog).namespace, labels=labels)


def replica_hosts(catalog: Catalog, name: str, count: int) -> tuple[str, ...]:
    """Return the host names of the *count* replicas of the program *name*."""
    where = f"{name}-{HEADLESS}.{prometheus_pods(catalog).namespace}.svc"
    return tuple(f"{name}-{number}.{where}" for number in range(count))


def alertmanagers(catalog: Catalog) -> tuple[str, ...]:
    """Return the address of each Alertmanager that alerts are sent to.

    Behind the address of the stack's own Service there may be several, and each has to be told:
    they agree among themselves who notifies.
    """
    found: list[str] = []
    stack, namespace = catalog.monitoring, prometheus_pods(catalog).namespace
    for target in catalog.project.alertmanager_targets:
        host, _, port = target.rpartition(":")
        if stack is None or stack.alertmanager.replicas == 1 or host != f"{_AM}.{namespace}.svc":
            found.append(target)
        else:
            hosts = replica_hosts(catalog, _AM, stack.alertmanager.replicas)
            found += [f"{one}:{port}" for one in hosts]
    return tuple(found)


def scraped(catalog: Catalog) -> tuple[Scraped, ...]:
    """Return the programs that are found pod by pod; none if the stack is not declared.

    Prometheus, Alertmanager, kube-state-metrics and the stores' exporters have fixed addresses.
    """
    stack = catalog.monitoring
    if stack is None:
        return ()
    here, agents = prometheus_pods(catalog).namespace, stack.agents
    return (
        Scraped(name="blackbox-exporter", namespace=here, port=9115),
        Scraped(name="fluent-bit", namespace=agents, port=2020, path="/api/v2/metrics/prometheus"),
        Scraped(name="grafana", namespace=here, port=3000),
        Scraped(name="jaeger", namespace=here, port=8888),
        Scraped(name="node-exporter", namespace=agents, port=9100),
    )
