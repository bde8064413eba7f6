"""What the services of the estate would expose: healthy, failing, or not answering at all.

Healthy values come from the declared metrics. What fails is what the definitions themselves give
as proof. Only the environment that alerts are about fails: the others stay well throughout, and
must neither hide what is wrong nor be told of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    HistogramMetricFamily,
    Metric,
    UnknownMetricFamily,
)

from observability.base.naming import CADVISOR, KUBE_STATE_METRICS
from observability.model import metric as declared
from observability.model.catalog import Catalog
from tests.demo import platform
from tests.demo.faults import Fault, agrees, family, faults

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
    "argocd_app_info": 1.0,
    "certmanager_certificate_expiration_timestamp_seconds": 4e9,
    "certmanager_certificate_renewal_timestamp_seconds": 3.9e9,
}
_LABELS = {
    "code": "200",
    "status": "200",
    "method": "GET",
    "route": "/learn",
    "result": "stored",
    "topic": "answers",
    "area": "heap",
    "condition": "True",
    "health_status": "Healthy",
    "sync_status": "Synced",
    "consumergroup": "analytics",
    "color": "green",
    "exported_namespace": "quizmentor-prod",
    "exported_service": "learning-orchestrator",
    "host": "api.quizmentor.com",
    "path": "/api/learning",
}


@attrs.define
class World:
    """The state of all targets: *failing* from a moment on, or *silent*."""

    catalog: Catalog
    began: float
    failing: float | None = None
    silent: bool = False

    def page(self, target: Mapping[str, str], now: float) -> bytes | None:
        """Return what the target with these labels exposes at *now*; None if it is silent."""
        job, apart = target["job"], target.get("environment") in self._followers()
        if self.silent and not apart:
            return None
        registry = CollectorRegistry()
        failing = None if apart else self.failing
        registry.register(_Collector(list(self._metrics(job, failing, now))))
        return generate_latest(registry)

    def _followers(self) -> set[str]:
        return {one.name for one in self.catalog.environments if one.follows}

    def _metrics(self, job: str, failing: float | None, now: float) -> Iterator[Metric]:
        wrong = {} if failing is None else faults(self.catalog, job)
        for one in self.catalog.metrics:
            if one.service.name == job and not wrong.keys() & set(one.exposed()):
                yield _family(one, now - self.began)
        made = {name: family(name, series, failing or now, now) for name, series in wrong.items()}
        if job in (KUBE_STATE_METRICS, CADVISOR):
            self._add_platform(made, job, wrong, now)
        yield from made.values()

    def _add_platform(
        self, made: dict[str, Metric], job: str, wrong: Mapping[str, list[Fault]], now: float
    ) -> None:
        """Add what Kubernetes tells of all that does not fail."""
        for name, (labels, value) in platform.healthy(self.catalog, job, now - self.began, now):
            if not any(agrees(one, labels) for one in wrong.get(name, ())):
                one = made.setdefault(name, UnknownMetricFamily(name, "Of the platform."))
                one.add_sample(name, labels, value)


@attrs.frozen(eq=False)
class _Collector:
    families: list[Metric]

    def collect(self) -> list[Metric]:
        return self.families


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


def _counted(name: str, passed: float) -> float:
    """Bad things do not happen while all is well."""
    calm = ("evicted", "failed", "failures", "missed", "errors", "dropped", "rejected", "tripped")
    return 0.0 if any(word in name for word in calm) else PACE * passed


def _value(name: str) -> float:
    if name in _HEALTHY:
        return _HEALTHY[name]
    return 1.0 if name.endswith(_UP) else 0.0
