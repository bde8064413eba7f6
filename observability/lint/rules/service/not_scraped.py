"""A service declares metrics, and no scrape job yields them.

Why: every rule and panel on them is empty, and what is measured is lost.
Source: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
Severity: error.
Bad:
    service("cart", slo=True, metrics_port=None)
Good:
    service("cart", slo=True, metrics_port=9090)
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.lint.finding import Finding, Severity
from observability.lint.view import View
from observability.model.workload import External

RULE = "service/not-scraped"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every service of Prometheus' cluster whose metrics nobody fetches."""
    if view.scrape is None:
        return
    names = {job.name for job in view.jobs}
    for service in view.catalog.services:
        metrics = view.catalog.metrics_of(service)
        near = service.environment.cluster == view.cluster
        if metrics and near and service.name not in names:
            static = isinstance(service.workload, External)
            yield Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=f"{service.name!r} declares {metrics[0].name!r},"
                f" and no scrape has job={service.name!r}",
                help="check its exporter=" if static else "give it metrics=Port(number=…)",
                path=view.scrape.path,
                source=service.source,
                related=(metrics[0].source,),
            )
