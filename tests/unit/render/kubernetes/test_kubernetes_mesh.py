"""What Istio is told, and that it can be true: versions that run, callers that are declared."""

from __future__ import annotations

from typing import Any

import pytest

from observability import Canary
from observability.base.errors import collecting
from observability.model.catalog import join
from tests.core_definitions import SERVICE, problems_of
from tests.kubernetes_catalog import PROJECT, catalog, objects
from tests.mesh_catalog import CANARY, ENTRY, meshed, plain


def problems_of_canary(**changes: Any) -> list[str]:
    """Return what is said about a canary with *changes*."""
    return [one.message for one in problems_of(Canary, **changes)]


_WEB = "kubernetes/live/web"
_HOST = "web.shop-live.svc.cluster.local"


def _spec(path: str, of: Any = meshed) -> Any:
    return objects(of())[f"kubernetes/live/{path}.yaml"]["spec"]


def test_no_object_of_a_mesh_without_one() -> None:
    """An environment that has no mesh is told nothing about Istio."""
    assert [] == [path for path, one in objects(catalog()).items() if "istio" in one["apiVersion"]]


def test_requests_are_split_by_weight() -> None:
    """The canary gets its share, and all requests that ask for it."""
    asked, shared = _spec("web/virtualservice")["http"]

    assert {"headers": {"canary": {"exact": "true"}}} == asked["match"][0]
    assert [("v3", 100)] == _shares(asked)
    assert [("v2", 90), ("v3", 10)] == _shares(shared)


def test_without_a_canary_everything_goes_to_what_runs() -> None:
    """There is one route, to the version of the workload."""
    (only,) = _spec("web/virtualservice", plain)["http"]

    assert [("v2", 100)] == _shares(only)


def _shares(route: dict[str, Any]) -> list[tuple[str, int]]:
    assert all(one["destination"]["host"] == _HOST for one in route["route"])
    return [(one["destination"]["subset"], one["weight"]) for one in route["route"]]


def test_canary_is_the_service_with_another_image() -> None:
    """Its pods have the service's labels and the new version, and no autoscaler moves them."""
    canary = objects(meshed())[f"{_WEB}/deployment-v3.yaml"]
    spec = canary["spec"]
    labels = spec["template"]["metadata"]["labels"]

    assert ("web-v3", 1) == (canary["metadata"]["name"], spec["replicas"])
    chosen = {"app.kubernetes.io/name": "web", "track": "canary", "version": "v3"}
    assert chosen == spec["selector"]["matchLabels"]
    assert spec["selector"]["matchLabels"].items() <= labels.items()
    assert "example.com/web:2.0" == spec["template"]["spec"]["containers"][0]["image"]


def _pods_of(path: str) -> dict[str, str]:
    labels: dict[str, str] = objects(meshed())[path]["spec"]["template"]["metadata"]["labels"]
    return labels


def test_whoever_counts_pods_counts_no_canary() -> None:
    """The service's workload and its budget see its pods alone; requests reach both tracks.

    An autoscaler counts by the selector of what it scales.
    """
    stable, canary = _pods_of(f"{_WEB}/deployment.yaml"), _pods_of(f"{_WEB}/deployment-v3.yaml")
    all_ = objects(meshed())
    selectors = {
        kind: all_[f"{_WEB}/{kind}.yaml"]["spec"]["selector"]
        for kind in ("deployment", "poddisruptionbudget")
    }
    found = {kind: one["matchLabels"].items() for kind, one in selectors.items()}
    service = all_[f"{_WEB}/service.yaml"]["spec"]["selector"].items()

    assert [] == [kind for kind, one in found.items() if not one <= stable.items()]
    assert [] == [kind for kind, one in found.items() if one <= canary.items()]
    assert service <= stable.items()
    assert service <= canary.items()


def test_each_subset_is_one_track() -> None:
    """No subset of the DestinationRule holds pods of both."""
    tracks = [_pods_of(f"{_WEB}/{one}.yaml") for one in ("deployment", "deployment-v3")]
    subsets = [one["labels"].items() for one in _spec("web/destinationrule")["subsets"]]

    assert [["stable"], ["canary"]] == [
        [pods["track"] for pods in tracks if one <= pods.items()] for one in subsets
    ]


def test_settings_reach_the_rules() -> None:
    """Every number of the definition is in the DestinationRule of every service."""
    for service in ("web", "store"):
        policy = _spec(f"{service}/destinationrule")["trafficPolicy"]

        assert {
            "tcp": {"maxConnections": 40},
            "http": {"http1MaxPendingRequests": 30, "http2MaxRequests": 200},
        } == policy["connectionPool"]
        assert 7 == policy["outlierDetection"]["consecutive5xxErrors"]


def test_only_declared_callers_are_let_in() -> None:
    """The account of each dependant may call, on the port that serves."""
    policy = _spec("store/authorizationpolicy")

    assert [
        {
            "from": [{"source": {"principals": ["cluster.local/ns/shop-live/sa/web"]}}],
            "to": [{"operation": {"ports": ["8200"]}}],
        }
    ] == policy["rules"]


def test_a_caller_without_a_sidecar_is_let_in_on_one_port() -> None:
    """What the way in calls listens to plain connections there, and demands no identity."""
    every = objects(meshed())

    assert {"3000": {"mode": "PERMISSIVE"}} == _spec("web/peerauthentication")["portLevelMtls"]
    assert f"{_WEB}/authorizationpolicy.yaml" not in every
    assert "kubernetes/live/store/peerauthentication.yaml" not in every


def test_traces_are_sampled_as_said() -> None:
    """The share of traces is the definition's."""
    assert 5 == _spec("telemetry-default")["tracing"][0]["randomSamplingPercentage"]


def test_canary_needs_a_mesh() -> None:
    """Percentages of requests are nothing that a plain Service knows."""
    problems = problems_of_canary(service=SERVICE)

    assert ["'api' runs in 'prod', which has no mesh"] == problems


def test_canary_is_another_version() -> None:
    """Two workloads with the same labels could not be told apart."""
    assert ["version 'v1' is that of the service itself"] == problems_of_canary(version="v1")


@pytest.mark.parametrize("weight", [-1, 100])
def test_canary_leaves_requests_to_the_service(weight: int) -> None:
    """A canary that gets everything is a release."""
    assert problems_of_canary(weight=weight)


def test_canary_has_a_caller_in_the_mesh() -> None:
    """Shares are dealt by the caller's sidecar: without one the canary would get its pods' part."""
    with collecting() as problems:
        join([ENTRY, CANARY], PROJECT)

    assert ["no service in the mesh calls 'web', so that nobody deals its requests out"] == [
        one.message for one in problems
    ]
