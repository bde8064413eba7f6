"""What is there once in the cluster, and the bounds of environments, read back from the files."""

from __future__ import annotations

from typing import Any

import attrs

from observability import (
    ClusterIssuer,
    Component,
    Environment,
    PriorityClass,
    Quota,
    Resources,
    StorageClass,
)
from observability.model.catalog import Catalog, join
from tests.custom_resources import OURS, faults
from tests.kubernetes_catalog import EDGE, LIVE, PROJECT, WORKER, catalog, objects

_LEVEL = "pod-security.kubernetes.io/enforce"
_BOUND = attrs.evolve(
    LIVE,
    mesh=True,
    quota=Quota(
        requests=Resources(cpu="4", memory="8Gi", cpu_limit="16", memory_limit="24Gi"),
        claims=3,
        defaults=Resources(cpu="50m", memory="64Mi", cpu_limit="1"),
    ),
)
_ISSUER = ClusterIssuer(
    name="acme",
    server="https://acme.example.com/directory",
    email="core@example.com",
    ingress_class="nginx",
)
_DISK = StorageClass(name="fast", provisioner="disk.example", parameters={"type": "ssd"})
_LOW = PriorityClass(name="batch", value=-5, description="Can wait.")
_AGENT = Component(name="agent", version="1", namespace="agents", security="privileged")
_GENTLE = Component(name="gentle", version="1", namespace="gentle", security="restricted")
_SYSTEM = Component(name="dns", version="1", namespace="kube-system")


def _with(*more: Any, home: Environment = LIVE) -> Catalog:
    return join((attrs.evolve(WORKER, environment=home, depends_on=[]), *more), PROJECT)


def _cluster(*more: Any) -> dict[str, dict[str, Any]]:
    prefix = "kubernetes/cluster/"
    return {
        path.removeprefix(prefix): one
        for path, one in objects(_with(*more)).items()
        if path.startswith(prefix)
    }


def test_volumes_are_made_where_their_pods_are() -> None:
    """The zone of a volume is that of its first pod, and it can grow."""
    one = _cluster(_DISK)["storageclass-fast.yaml"]

    assert ("disk.example", {"type": "ssd"}) == (one["provisioner"], one["parameters"])
    assert ("WaitForFirstConsumer", True, "Delete") == (
        one["volumeBindingMode"],
        one["allowVolumeExpansion"],
        one["reclaimPolicy"],
    )
    kept = _cluster(attrs.evolve(_DISK, retain=True))["storageclass-fast.yaml"]
    assert "Retain" == kept["reclaimPolicy"]


def test_priority_has_its_value() -> None:
    """A priority class says how important, and why."""
    one = _cluster(_LOW)["priorityclass-batch.yaml"]

    assert (-5, "Can wait.") == (one["value"], one["description"])


def test_issuer_matches_the_schema() -> None:
    """The issuer answers its challenge through the ingresses of one class."""
    one = _cluster(_ISSUER)["clusterissuer-acme.yaml"]

    assert [] == faults(OURS, one)
    assert {"http01": {"ingress": {"ingressClassName": "nginx"}}} in one["spec"]["acme"]["solvers"]


def test_namespaces_of_components_have_their_level() -> None:
    """A component's namespace is held to what it can keep; Kubernetes' own is left alone."""
    found = _cluster(_AGENT, _GENTLE, _SYSTEM)

    assert ("privileged", "restricted") == (
        found["namespace-agents.yaml"]["metadata"]["labels"][_LEVEL],
        found["namespace-gentle.yaml"]["metadata"]["labels"][_LEVEL],
    )
    assert "namespace-kube-system.yaml" not in found


def test_the_neediest_component_of_a_namespace_decides() -> None:
    """Two in one namespace are held to what both can keep, wherever their metrics are."""
    both = attrs.evolve(_GENTLE, namespace="agents")
    found = _cluster(both, _AGENT)

    assert "privileged" == found["namespace-agents.yaml"]["metadata"]["labels"][_LEVEL]


def test_watched_namespace_is_held_to_baseline_without_a_component() -> None:
    """Of the pods of others nothing is known."""
    one = objects(catalog(EDGE))["kubernetes/cluster/namespace-edge-system.yaml"]

    assert "baseline" == one["metadata"]["labels"][_LEVEL]


def test_mesh_is_a_label_of_the_namespace() -> None:
    """Istio puts its proxy where the namespace says so, and nowhere else."""
    meshed = objects(_with(home=_BOUND))["kubernetes/cluster/namespace-shop-live.yaml"]
    plain = objects(_with())["kubernetes/cluster/namespace-shop-live.yaml"]

    assert "enabled" == meshed["metadata"]["labels"]["istio-injection"]
    assert "istio-injection" not in plain["metadata"]["labels"]
    assert {"restricted"} == {one["metadata"]["labels"][_LEVEL] for one in (meshed, plain)}


def test_quota_bounds_requests_and_limits() -> None:
    """Each sum has its bound, and silence has its defaults: limits are requests if not said."""
    found = objects(_with(home=_BOUND))

    assert {
        "requests.cpu": "4",
        "requests.memory": "8Gi",
        "limits.cpu": "16",
        "limits.memory": "24Gi",
        "persistentvolumeclaims": "3",
    } == found["kubernetes/live/resourcequota-compute.yaml"]["spec"]["hard"]
    assert [
        {
            "type": "Container",
            "defaultRequest": {"cpu": "50m", "memory": "64Mi"},
            "default": {"cpu": "1", "memory": "64Mi"},
        }
    ] == found["kubernetes/live/limitrange-defaults.yaml"]["spec"]["limits"]


def test_no_quota_no_bound() -> None:
    """Without a quota, neither object is there."""
    kinds = {one["kind"] for one in objects(_with()).values()}

    assert not {"ResourceQuota", "LimitRange"} & kinds
