"""Deployments and StatefulSets, as they are read back from the files."""

from __future__ import annotations

from typing import Any

import pytest

from observability import Autoscaling, seconds
from observability.model.catalog import Catalog
from tests.kubernetes_catalog import STORE, WEB, catalog, estate, objects, with_workload
from tests.kubernetes_security import violations

_ALL = objects(catalog())
_DEPLOYMENT = _ALL["kubernetes/live/web/deployment.yaml"]
_STATEFUL_SET = _ALL["kubernetes/live/store/statefulset.yaml"]


def _workloads(of: Catalog) -> list[dict[str, Any]]:
    return [one for one in objects(of).values() if "template" in one.get("spec", {})]


def _container(workload: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = workload["spec"]["template"]["spec"]["containers"][0]
    return found


def test_pods_carry_the_identity_that_the_scrape_reads() -> None:
    """Name, version and environment are labels of the pods."""
    labels = _DEPLOYMENT["spec"]["template"]["metadata"]["labels"]

    assert ("web", "v2", "live") == (
        labels["app.kubernetes.io/name"],
        labels["version"],
        labels["environment"],
    )


def test_selector_holds_nothing_that_changes() -> None:
    """The version is no part of the selector, which can not be changed later."""
    assert {"app.kubernetes.io/name": "web"} == _DEPLOYMENT["spec"]["selector"]["matchLabels"]


@pytest.mark.parametrize("of", [catalog, estate])
def test_selectors_select_their_own_pods(of: Any) -> None:
    """Every selector agrees with the labels of the template."""
    for workload in _workloads(of()):
        wanted = workload["spec"]["selector"]["matchLabels"].items()
        assert wanted <= workload["spec"]["template"]["metadata"]["labels"].items()


@pytest.mark.parametrize("of", [catalog, estate])
def test_pods_pass_restricted(of: Any) -> None:
    """No container does what Pod Security's level restricted forbids, but those that see nodes."""
    apart = [one.monitoring.agents for one in (of(),) if one.monitoring]
    found = [
        violations(one["spec"]["template"]["spec"])
        for one in _workloads(of())
        if one["metadata"]["namespace"] not in apart
    ]

    assert [[] for _ in found] == found


def test_restricted_is_really_checked() -> None:
    """Each privilege that is taken away from the template is missed by the check."""
    spec = _DEPLOYMENT["spec"]["template"]["spec"]
    bare = {"containers": [{"name": "server"}]}

    assert [] == violations(spec)
    assert [
        "server: allowPrivilegeEscalation",
        "server: runAsNonRoot",
        "server: seccompProfile",
        "server: capabilities.drop",
    ] == violations(bare)


def test_autoscaled_deployment_has_no_replicas() -> None:
    """A number of replicas in Git would fight the autoscaler at every sync."""
    fixed = objects(catalog(with_workload(WEB, autoscaling=None, replicas=4)))

    assert "replicas" not in _DEPLOYMENT["spec"]
    assert 4 == fixed["kubernetes/live/web/deployment.yaml"]["spec"]["replicas"]


def test_rollout_never_lacks_a_pod() -> None:
    """A new pod is ready before an old one goes."""
    assert {"maxSurge": 1, "maxUnavailable": 0} == _DEPLOYMENT["spec"]["strategy"]["rollingUpdate"]


def test_pod_drains_before_it_is_killed() -> None:
    """The grace period is longer than the sleep in which the pod still serves."""
    sleep = _container(_DEPLOYMENT)["lifecycle"]["preStop"]["sleep"]["seconds"]

    assert sleep < _DEPLOYMENT["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]


@pytest.mark.parametrize("of", [catalog, estate])
def test_probes_and_services_name_ports_that_exist(of: Any) -> None:
    """Whoever refers to a port by name finds it in the container."""
    for path, workload in objects(of()).items():
        if "template" not in workload.get("spec", {}):
            continue
        container = _container(workload)
        names = {port["name"] for port in container.get("ports", [])}
        probes = [part for name, part in container.items() if name.endswith("Probe")]
        service = objects(of()).get(f"{path.rpartition('/')[0]}/service.yaml", {})
        targets = [port["targetPort"] for port in service.get("spec", {}).get("ports", [])]

        assert {*targets, *(probe["httpGet"]["port"] for probe in probes)} <= names


def test_each_writable_folder_is_a_volume_of_limited_size() -> None:
    """Paths that look alike get volumes of different names."""
    spec = _DEPLOYMENT["spec"]["template"]["spec"]

    assert [
        {"name": "scratch", "mountPath": "/scratch"},
        {"name": "app-cache", "mountPath": "/app/cache"},
        {"name": "app-cache-3", "mountPath": "/app.cache"},
    ] == spec["containers"][0]["volumeMounts"]
    assert [{"sizeLimit": "256Mi"}] * 3 == [volume["emptyDir"] for volume in spec["volumes"]]


def test_environment_is_plain_addresses_and_references() -> None:
    """Addresses of called services are derived; secrets are named, never written."""
    assert [
        {"name": "LOG_LEVEL", "value": "info"},
        {"name": "STORE_URL", "value": "http://store.shop-live.svc:80"},
        {
            "name": "DATABASE_URL",
            "valueFrom": {"secretKeyRef": {"name": "database", "key": "url"}},
        },
    ] == _container(_DEPLOYMENT)["env"]


def test_address_that_is_written_wins() -> None:
    """An address given by hand is not overwritten."""
    web = with_workload(WEB, env={"STORE_URL": "http://proxy:8080"})
    container = _container(objects(catalog(web))["kubernetes/live/web/deployment.yaml"])

    assert {"name": "STORE_URL", "value": "http://proxy:8080"} == container["env"][0]


def test_limits_default_to_the_requests() -> None:
    """A container is never without limits."""
    assert {
        "requests": {"cpu": "100m", "memory": "64Mi"},
        "limits": {"cpu": "100m", "memory": "128Mi"},
    } == _container(_DEPLOYMENT)["resources"]


def test_probe_is_in_whole_seconds() -> None:
    """Kubernetes takes whole seconds only."""
    assert WEB.workload.probes.live.period == seconds(10)  # type: ignore[union-attr]
    assert {
        "httpGet": {"path": "/health", "port": "http"},
        "periodSeconds": 10,
        "timeoutSeconds": 3,
        "failureThreshold": 3,
    } == _container(_DEPLOYMENT)["livenessProbe"]


def test_pod_without_probes_or_ports_has_neither() -> None:
    """What is not defined is left out, not written empty."""
    worker = _container(_ALL["kubernetes/live/worker/deployment.yaml"])

    assert {"ports", "env", "livenessProbe"}.isdisjoint(worker)


def test_stateful_set_claims_a_volume_and_names_its_pods() -> None:
    """The claim is mounted, and the headless Service it names exists."""
    spec = _STATEFUL_SET["spec"]
    (claim,) = spec["volumeClaimTemplates"]
    headless = _ALL["kubernetes/live/store/service-headless.yaml"]

    assert headless["metadata"]["name"] == spec["serviceName"]
    assert "None" == headless["spec"]["clusterIP"]
    assert {"name": "data", "mountPath": "/var/lib/store"} == _container(_STATEFUL_SET)[
        "volumeMounts"
    ][0]
    assert ("fast", "10Gi") == (
        claim["spec"]["storageClassName"],
        claim["spec"]["resources"]["requests"]["storage"],
    )


def test_stateful_set_has_its_replicas() -> None:
    """Nothing scales a StatefulSet, so its number is written."""
    assert STORE.workload.replicas == _STATEFUL_SET["spec"]["replicas"]  # type: ignore[union-attr]


def test_autoscaler_targets_the_deployment() -> None:
    """Bounds and targets are those of the definition; it scales up at once and down slowly."""
    spec = _ALL["kubernetes/live/web/horizontalpodautoscaler.yaml"]["spec"]

    assert _DEPLOYMENT["metadata"]["name"] == spec["scaleTargetRef"]["name"]
    assert (2, 5) == (spec["minReplicas"], spec["maxReplicas"])
    assert {"cpu": 60, "memory": 80} == {
        metric["resource"]["name"]: metric["resource"]["target"]["averageUtilization"]
        for metric in spec["metrics"]
    }
    assert (300, 0) == (
        spec["behavior"]["scaleDown"]["stabilizationWindowSeconds"],
        spec["behavior"]["scaleUp"]["stabilizationWindowSeconds"],
    )


def test_memory_is_scaled_on_only_if_asked() -> None:
    """Without a memory target the processor decides alone."""
    lean = with_workload(WEB, autoscaling=Autoscaling(minimum=1, maximum=2))
    spec = objects(catalog(lean))["kubernetes/live/web/horizontalpodautoscaler.yaml"]["spec"]

    assert ["cpu"] == [metric["resource"]["name"] for metric in spec["metrics"]]
