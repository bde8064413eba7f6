"""Declared metrics against what a client library exposes for the same declaration."""

from __future__ import annotations

import prometheus_client
import pytest
from prometheus_client.parser import text_string_to_metric_families

from observability import Counter, Gauge, Histogram, ms, seconds
from observability.model.metric import Metric
from tests.core_definitions import SERVICE

BUCKETS = [ms(5), ms(25), ms(250), seconds(1), ms(2500), seconds(10)]
DECLARED: dict[str, Metric] = {
    "counter": Counter(service=SERVICE, name="http_requests_total", labels=["code"]),
    "gauge": Gauge(service=SERVICE, name="queue_length", labels=["queue"]),
    "histogram": Histogram(service=SERVICE, name="http_seconds", labels=["route"], buckets=BUCKETS),
}


def _exposed(metric: Metric) -> list[tuple[str, dict[str, str]]]:
    """Return the samples that prometheus_client shows of *metric* with one value for each label."""
    registry = prometheus_client.CollectorRegistry()
    names = (metric.name, "a text", metric.labels)
    values = dict.fromkeys(metric.labels, "x")
    match metric:
        case Counter():
            prometheus_client.Counter(*names, registry=registry).labels(**values).inc()
        case Histogram():
            buckets = [one.seconds for one in metric.buckets]
            made = prometheus_client.Histogram(*names, registry=registry, buckets=buckets)
            made.labels(**values).observe(0.1)
        case _:
            prometheus_client.Gauge(*names, registry=registry).labels(**values).set(1)
    text = prometheus_client.generate_latest(registry).decode()
    families = text_string_to_metric_families(text)
    samples = [sample for family in families for sample in family.samples]
    return [(one.name, dict(one.labels)) for one in samples if not one.name.endswith("_created")]


@pytest.mark.parametrize("kind", DECLARED)
def test_series_have_the_declared_names_and_labels(kind: str) -> None:
    """Rules select names and labels that a client really exposes."""
    metric = DECLARED[kind]
    found = _exposed(metric)

    assert set(metric.exposed()) == {name for name, _ in found}
    assert {*metric.labels} == {label for _, labels in found for label in labels} - {"le"}


def test_every_bucket_is_selected_as_it_is_exposed() -> None:
    """The matcher of each bucket takes the le that the client writes, and no other bucket's."""
    histogram = DECLARED["histogram"]
    assert isinstance(histogram, Histogram)
    bounds = [labels["le"] for _, labels in _exposed(histogram) if "le" in labels]

    for bucket in histogram.buckets:
        matching = [bound for bound in bounds if histogram.within(bucket).matches(bound)]
        assert [bucket.seconds] == [float(bound) for bound in matching]
