"""What one Prometheus watches."""

from __future__ import annotations

import attrs

from observability import Environment, External, Port, Service, minutes
from observability.base.labels import Labels
from observability.compile.scrape import MetricsPath, StaticJob, scrape
from observability.model.catalog import Catalog, join
from tests.kubernetes_catalog import (
    DATABASE,
    EDGE,
    LIVE,
    PROJECT,
    STORE,
    TEAM,
    WEB,
    catalog,
    with_workload,
)


def _jobs(of: Catalog) -> dict[str, StaticJob]:
    found = scrape(of)
    assert found is not None
    return {job.name: job for job in found.jobs}


def test_external_service_has_the_identity_labels() -> None:
    """Pods that others run get exactly the labels by which rules select the service."""
    found = scrape(catalog())
    assert found is not None
    (job,) = found.discovered

    assert EDGE.labels == {**job.labels, "job": job.name}
    assert (10254, "edge-system", {"app": "e"}) == (job.port, job.namespace, dict(job.pods))


def test_prometheus_and_alertmanager_are_watched() -> None:
    """Both have a job though nobody defines them as services."""
    jobs = _jobs(catalog())

    assert ("localhost:9090",) == jobs["prometheus"].addresses
    assert PROJECT.alertmanager_targets == jobs["alertmanager"].addresses


def test_alertmanager_as_a_service_is_scraped_once() -> None:
    """What the catalog defines is not added a second time."""
    own = External(exporter=PROJECT.alertmanager_targets[0], port=9093, cidrs=["10.9.0.0/24"])
    alerting = Service(
        name="alerting", team=TEAM, environment=LIVE, description="Notifies.", workload=own
    )

    assert "alerting" in _jobs(catalog(alerting))
    assert "alertmanager" not in _jobs(catalog(alerting))


def test_only_unusual_metrics_paths_are_named() -> None:
    """A path other than /metrics is tied to its service and namespace."""
    found = scrape(catalog())
    assert found is not None

    assert (MetricsPath(service="store", namespace="shop-live", path="/-/metrics"),) == found.paths


def test_other_clusters_are_left_to_their_prometheus() -> None:
    """With several clusters, the first one's environments and services are watched."""
    elsewhere = Environment(name="far", namespace="shop-far", cluster="other")
    far = attrs.evolve(WEB, name="far-web", environment=elsewhere, depends_on=[])
    gone = attrs.evolve(DATABASE, name="far-database", environment=elsewhere)
    found = scrape(catalog(WEB, far, gone))
    assert found is not None

    assert "shop" == found.cluster
    assert (LIVE,) == found.environments
    assert "far-database" not in [job.name for job in found.jobs]


def test_nothing_in_the_cluster_needs_no_cluster_jobs() -> None:
    """With external services alone, neither namespaces nor kube-state-metrics are watched."""
    found = scrape(catalog(DATABASE))
    assert found is not None

    assert () == found.environments
    assert "" == found.kube_state_metrics


def test_no_environment_no_prometheus() -> None:
    """An empty catalog has nothing to watch."""
    assert scrape(join([], PROJECT)) is None


def test_intervals_are_those_of_the_project() -> None:
    """The scrape interval comes from the project."""
    slow = attrs.evolve(PROJECT, scrape_interval=minutes(1))
    found = scrape(join([WEB], slow))
    assert found is not None

    assert (minutes(1), minutes(1)) == (found.interval, found.evaluation)


def test_path_of_a_service_without_metrics_port_is_not_named() -> None:
    """Only services with a metrics port can have a path."""
    bare = with_workload(STORE, metrics=None)
    found = scrape(catalog(bare))
    assert found is not None

    assert () == found.paths


def test_labels_of_own_jobs_are_empty() -> None:
    """Prometheus' own job claims no service, namespace or environment."""
    assert Labels() == _jobs(catalog())["prometheus"].labels


def test_metrics_port_with_default_path_is_usual() -> None:
    """A port that serves /metrics needs no exception."""
    usual = with_workload(STORE, metrics=Port(number=8201))
    found = scrape(catalog(usual))
    assert found is not None

    assert () == found.paths
