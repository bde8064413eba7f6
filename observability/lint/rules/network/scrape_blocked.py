"""A network policy keeps Prometheus from a port that it scrapes.

Why: the pods run, the scrape fails, and every rule on the service has no data.
Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
Severity: error.
Bad:
    policy("api", namespace="monitoring", port=8080)
Good:
    policy("api", namespace="monitoring", port=9090)
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.base.labels import Labels
from observability.compile.network import Pods, prometheus_pods
from observability.lint.finding import Finding, Severity
from observability.lint.policies import closing
from observability.lint.view import View

RULE = "network/scrape-blocked"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every scraped port that the policies close."""
    prometheus = prometheus_pods(view.catalog)
    for target in view.targets:
        pod = Pods(namespace=target.pod.namespace, labels=Labels(target.pod.labels))
        closed, end = closing(view.policies, prometheus, pod, target.port)
        if closed:
            yield Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=f"{target.job!r} is scraped on port {target.port}, which"
                f" {closed[-1].path} does not open to {prometheus.namespace}",
                help=f"admit the pods of Prometheus ({end}) on that port",
                path=closed[-1].path,
                source=view.service_source(target.job),
                related=(target.pod.path, "prometheus/prometheus.yml"),
            )
