"""What the services of the estate would expose: healthy, failing, or not answering at all.

Healthy values come from the declared metrics. What fails is what the definitions themselves give
as proof: the firing series of each alert, and the worst example of each SLO's indicator.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    HistogramMetricFamily,
    Metric,
    UnknownMetricFamily,
)

from observability.base.labels import Labels
from observability.base.naming import CADVISOR, IDENTITY, KUBE_STATE_METRICS
from observability.exporters.kubernetes import METRICS
from observability.model import metric as declared
from observability.model.alerts.absent import Absent
from observability.model.catalog import Catalog
from observability.model.series import Series
from observability.model.service import Service
from observability.model.workload import Deployment

__all__ = ["World"]

PACE = 20.0  # events a second of each healthy series
_UP = ("_up", "_successful", "_status", "_state", "_brokers", "_replica_is_preferred")
_HEALTHY = {
    "pg_settings_max_connections": 100.0,
    "redis_max_clients": 1000.0,
    "redis_memory_max_bytes": 1e9,
    "elasticsearch_jvm_memory_max_bytes": 1e9,
    "elasticsearch_filesystem_data_size_bytes": 1e12,
    "elasticsearch_filesystem_data_available_bytes": 8e11,
    "nginx_ingress_controller_ssl_expire_time_seconds": 4e9,
    "prometheus_rule_group_interval_seconds": 30.0,
    "elasticsearch_cluster_health_status": 1.0,
    "kube_pod_status_ready": 1.0,
    "kube_pod_container_resource_limits": 1e9,
    "kube_pod_container_resource_requests": 2.5e8,
}
_LABELS = {
    "code": "200",
    "status": "200",
    "method": "GET",
    "route": "/learn",
    "result": "stored",
    "topic": "answers",
    "area": "heap",
    "consumergroup": "analytics",
    "color": "green",
    "exported_namespace": "quizmentor-prod",
    "exported_service": "learning-orchestrator",
    "host": "api.quizmentor.com",
    "path": "/api/learning",
}
_STEP = re.compile(r"(-?[\d.e+]+?)(?:([+-])([\d.]+))?(?:x\d+)?")


@attrs.frozen
class Told:
    """A series as a target exposes it: its value at first, and its growth a second."""

    name: str
    labels: Labels
    first: float
    growth: float


@attrs.define
class World:
    """The state of all targets: *failing* from a moment on, or *silent*."""

    catalog: Catalog
    began: float
    failing: float | None = None
    silent: bool = False

    def page(self, job: str, now: float) -> bytes:
        """Return what *job* exposes at *now*, in the text format."""
        registry = CollectorRegistry()
        registry.register(_Collector(list(self._metrics(job, now))))
        return generate_latest(registry)

    def _metrics(self, job: str, now: float) -> Iterator[Metric]:
        faults = {} if self.failing is None else _grouped(self._faults(job))
        for one in self._declared(job):
            for name in one.exposed():
                if name in faults:
                    break
            else:
                yield _family(one, now - self.began)
        for name, told in faults.items():
            yield _fault(name, told, now - (self.failing or now))

        if job in (KUBE_STATE_METRICS, CADVISOR):
            yield from _platform(self.catalog, job, faults, now - self.began)

    def _declared(self, job: str) -> Iterable[declared.Metric]:
        return [one for one in self.catalog.metrics if one.service.name == job]

    def _faults(self, job: str) -> Iterator[Told]:
        for alert in self.catalog.alerts:
            if not isinstance(alert, Absent):
                yield from _of_job(alert.firing(), job)
        for slo in self.catalog.slos:
            told = [one for one in slo.sli.examples() if one.total]
            worst = max(told, key=lambda one: one.errors / one.total)
            yield from _of_job(worst.series, job)


@attrs.frozen(eq=False)
class _Collector:
    families: list[Metric]

    def collect(self) -> list[Metric]:
        return self.families


def _of_job(series: Iterable[Series], job: str) -> Iterator[Told]:
    """Yield what *job* itself exposes of *series*: the scrape's labels are not its own."""
    for one in series:
        if one.labels.get("job") != job or one.metric == "up":
            continue
        if str(one.labels.get("namespace", "")).startswith("not-"):
            continue
        others = job in (KUBE_STATE_METRICS, CADVISOR)
        hidden = ("job", "environment") if others else (*IDENTITY, "instance")
        own = Labels({k: v for k, v in one.labels.items() if k not in hidden})
        yield Told(one.metric, own, *_course(one.values))


def _course(values: str) -> tuple[float, float]:
    """Return where a series begins, and its growth a second, from a value a minute."""
    found = _STEP.fullmatch(values.split(maxsplit=1)[0])
    if found is None:
        return 0.0, 0.0
    growth = float(found[3] or 0) / 60 * (-1 if found[2] == "-" else 1)
    return float(found[1]), growth


def _grouped(told: Iterable[Told]) -> dict[str, list[Told]]:
    found: dict[str, dict[Labels, Told]] = {}
    for one in told:
        found.setdefault(one.name, {}).setdefault(one.labels, one)
    return {name: list(series.values()) for name, series in found.items()}


def _fault(name: str, told: list[Told], passed: float) -> Metric:
    family = UnknownMetricFamily(name, "As the proof of an alert has it.")
    for one in told:
        family.add_sample(name, dict(one.labels), one.first + one.growth * 20 * passed)
    return family


def _family(one: declared.Metric, passed: float) -> Metric:
    labels = {name: _LABELS.get(name, "a") for name in one.labels}
    if isinstance(one, declared.Histogram):
        bounds = [one.bound(bucket) for bucket in one.buckets]
        count = PACE * passed
        buckets = [(bound, count) for bound in (*bounds, "+Inf")]
        histogram = HistogramMetricFamily(one.name, one.help or one.name, labels=list(labels))
        histogram.add_metric(list(labels.values()), buckets, count * 0.01)
        return histogram
    if isinstance(one, declared.Counter) and one.name.endswith("_total"):
        counter = CounterMetricFamily(
            one.name.removesuffix("_total"), one.help or one.name, labels=list(labels)
        )
        counter.add_metric(list(labels.values()), _counted(one.name, passed))
        return counter
    value = _counted(one.name, passed) if isinstance(one, declared.Counter) else _value(one.name)
    gauge = UnknownMetricFamily(one.name, one.help or one.name)
    gauge.add_sample(one.name, labels, value)
    return gauge


def _platform(
    catalog: Catalog, job: str, faults: dict[str, list[Told]], passed: float
) -> Iterator[Metric]:
    """Yield what Kubernetes tells of the pods of each service; its bad states have no series."""
    for name, (where, kind, labels) in METRICS.items():
        # What tells a time of long ago would be a fault: of a job on schedule nothing is told.
        quiet = name.endswith("waiting_reason") or name.startswith("kube_cronjob_")
        if where != job or name in faults or quiet:
            continue
        family = UnknownMetricFamily(name, "Of the platform.")
        for service in catalog.services:
            if isinstance(service.workload, Deployment):
                value = _counted(name, passed / 100) if kind == "C" else _value(name)
                for values in _of_pod(service, "resource" in labels):
                    own = {one: values.get(one, "a") for one in labels.split()}
                    family.add_sample(name, own, value)
        yield family


def _of_pod(service: Service, by_resource: bool) -> list[dict[str, str]]:
    workload = service.workload
    assert isinstance(workload, Deployment)
    about = {
        "namespace": service.environment.namespace,
        "pod": f"{service.name}-5d9c7b6f4-x2x4z",
        "container": workload.container or service.name,
        "deployment": service.name,
        "horizontalpodautoscaler": service.name,
        "phase": "Running",
        "condition": "true",
    }
    resources = ("memory", "cpu") if by_resource else ("",)
    return [about | {"resource": one} for one in resources]


def _counted(name: str, passed: float) -> float:
    """Bad things do not happen while all is well."""
    calm = ("evicted", "failed", "failures", "missed", "errors", "dropped", "rejected", "tripped")
    return 0.0 if any(word in name for word in calm) else PACE * passed


def _value(name: str) -> float:
    if name in _HEALTHY:
        return _HEALTHY[name]
    return 1.0 if name.endswith(_UP) else 0.0
