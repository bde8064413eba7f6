"""The metrics of other people's programs."""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs
import pytest

from observability import (
    Exporter,
    Service,
    argo_cd_exporter,
    cert_manager_exporter,
    elasticsearch_exporter,
    ingress_nginx_exporter,
    kafka_exporter,
    postgres_exporter,
    redis_exporter,
)
from observability.base.errors import DefinitionError
from observability.base.labels import Matcher
from observability.model.metric import Counter
from tests.core_definitions import SERVICE

MAKERS = [
    argo_cd_exporter,
    cert_manager_exporter,
    elasticsearch_exporter,
    ingress_nginx_exporter,
    kafka_exporter,
    postgres_exporter,
    redis_exporter,
]


@pytest.mark.parametrize("make", MAKERS)
def test_metrics_are_named_once_and_belong_to_the_service(
    make: Callable[[Service], Exporter],
) -> None:
    """Every metric points to the service that was given, and no name comes twice."""
    metrics = make(SERVICE).metrics
    names = [one.name for one in metrics]

    assert len(names) == len(set(names))
    assert all(one.service is SERVICE for one in metrics)


def test_a_metric_is_found_by_name_and_type() -> None:
    """What is asked for as a counter is a counter."""
    found = redis_exporter(SERVICE).counter("redis_evicted_keys_total")

    assert isinstance(found, Counter)


@pytest.mark.parametrize(
    ("name", "help_"),
    [
        ("redis_evicted_key_total", "did you mean 'redis_evicted_keys_total'?"),
        ("redis_up", "redis_up is a gauge"),
        ("banana", ""),
    ],
)
def test_a_metric_that_is_not_there_is_reported_in_the_user_file(name: str, help_: str) -> None:
    """The problem names the nearest metric of the kind, or the kind that it really is."""
    with pytest.raises(DefinitionError) as caught:
        redis_exporter(SERVICE).counter(name)

    assert help_ == caught.value.problem.help
    assert __file__ == caught.value.problem.source.file


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (argo_cd_exporter, "argocd_app_info"),
        (cert_manager_exporter, "certmanager_certificate_ready_status"),
    ],
)
def test_a_namespace_that_clashes_with_the_scrape_arrives_renamed(
    make: Callable[[Service], Exporter], name: str
) -> None:
    """What a controller says of objects elsewhere is not taken for its own namespace."""
    labels = make(SERVICE).gauge(name).labels

    assert "exported_namespace" in labels
    assert "namespace" not in labels


def test_the_ingress_names_the_backend_in_exported_labels() -> None:
    """The scrape's own namespace and service win over the controller's."""
    requests = ingress_nginx_exporter(SERVICE).counter("nginx_ingress_controller_requests")
    selected = requests.select({"exported_service": "api"}).matchers

    assert Matcher("exported_service", "=", "api") in selected
    assert Matcher("namespace", "=", SERVICE.namespace) in selected


def _pod_pattern(service: Service) -> str:
    from observability import kube_state

    matchers = kube_state(service, "kube_pod_container_status_restarts_total").matchers
    return next(one.value for one in matchers if one.label == "pod")


@pytest.mark.parametrize(
    ("pod", "ours"),
    [
        ("api-5d9c7b6f4-x2x4z", True),
        ("api-gateway-5d9c7b6f4-x2x4z", False),
        ("api-gateway-0", False),
        ("api-cache-worker-5d9c7b6f4-x2x4z", False),
        ("my-api-5d9c7b6f4-x2x4z", False),
    ],
)
def test_the_pods_of_a_service_are_not_those_of_its_namesakes(pod: str, *, ours: bool) -> None:
    """Whatever reads kube-state-metrics for api leaves api-gateway alone."""
    assert ours is bool(re.fullmatch(_pod_pattern(SERVICE), pod))


def test_the_pods_of_a_stateful_set_are_numbered() -> None:
    """A StatefulSet's pods end in a number, and the synthetic series has such a pod."""
    from observability import StatefulSet, platform_series
    from tests.core_definitions import VALID

    stateful = attrs.evolve(SERVICE, workload=StatefulSet(**VALID[StatefulSet]))
    series = platform_series(stateful, "kube_pod_container_status_restarts_total", "1x3")

    assert "api-0" == series.labels["pod"]
    assert re.fullmatch(_pod_pattern(stateful), series.labels["pod"])


def test_an_unknown_platform_metric_is_reported() -> None:
    """A misspelt metric of Kubernetes is named with the nearest."""
    from observability import platform_series

    with pytest.raises(DefinitionError) as caught:
        platform_series(SERVICE, "kube_pod_container_status_restart_total", "1x3")

    near = "did you mean 'kube_pod_container_status_restarts_total'?"
    assert near == caught.value.problem.help
    assert __file__ == caught.value.problem.source.file
