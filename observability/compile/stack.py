"""What of the monitoring stack Prometheus scrapes: one table for the scrapes and the manifests."""

from __future__ import annotations

import attrs

from observability.base.labels import Labels
from observability.base.naming import APP_LABEL
from observability.compile.network import Pods, prometheus_pods
from observability.model.catalog import Catalog

__all__ = ["Scraped", "program_pods", "scraped"]


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
