"""What Kubernetes tells of each service's pods and of jobs on schedule while all is well."""

from __future__ import annotations

from collections.abc import Iterator

from observability.exporters.kubernetes import METRICS
from observability.model.catalog import Catalog
from observability.model.environment import Environment
from observability.model.service import Service
from observability.model.workload import Deployment

__all__ = ["healthy"]

_AGE = 600.0  # seconds since each job on schedule succeeded
Told = tuple[dict[str, str], float]


def healthy(catalog: Catalog, job: str, passed: float, now: float) -> Iterator[tuple[str, Told]]:
    """Yield the series of *job*, kube-state-metrics or cAdvisor, after *passed* seconds."""
    for name, (where, kind, labels) in METRICS.items():
        # A pod that waits has a reason; one that is well has no such series.
        if where != job or name.endswith("waiting_reason"):
            continue
        value = passed / 5 if kind == "C" else _VALUES.get(name, 1.0)
        if "cronjob" in labels.split():
            value = now - _AGE
        for about in _things(catalog, labels.split()):
            yield name, ({one: about.get(one, "a") for one in labels.split()}, value)


_VALUES = {
    "container_memory_working_set_bytes": 1e8,
    "kube_horizontalpodautoscaler_spec_max_replicas": 10.0,
    "kube_pod_container_resource_limits": 1e9,
    "kube_pod_container_resource_requests": 2.5e8,
}


def _things(catalog: Catalog, labels: list[str]) -> Iterator[dict[str, str]]:
    """Yield what the series of a metric with *labels* are about: jobs on schedule, or pods."""
    for environment in catalog.environments:
        if "cronjob" in labels:
            for backup in catalog.backups:
                yield {"namespace": environment.namespace, "cronjob": backup.name}
            continue
        for service in catalog.services:
            if isinstance(service.workload, Deployment):
                for resource in ("memory", "cpu") if "resource" in labels else ("",):
                    yield _of_pod(service, environment) | {"resource": resource}


def _of_pod(service: Service, environment: Environment) -> dict[str, str]:
    return {
        "namespace": environment.namespace,
        "pod": f"{service.name}-5d9c7b6f4-x2x4z",
        "container": service.container,
        "deployment": service.name,
        "verticalpodautoscaler": service.name,
        "horizontalpodautoscaler": service.name,
        "phase": "Running",
        "condition": "true",
    }
