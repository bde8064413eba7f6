"""Deployments and StatefulSets, as they are read back from the files."""

from __future__ import annotations

from typing import Any

import pytest

from observability import Autoscaling, PriorityClass, SecretEnv, seconds
from observability.model.catalog import Catalog
from tests.kubernetes_catalog import STORE, WEB, catalog, estate, objects, with_workload
from tests.kubernetes_security import violations
from tests.stack_files import stack

_ALL = objects(catalog())
_DEPLOYMENT = _ALL["kubernetes/live/web/deployment.yaml"]
_STATEFUL_SET = _ALL["kubernetes/live/store/statefulset.yaml"]


_SETTINGS = _ALL["kubernetes/live/web/configmap.yaml"]


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
    chosen = {"app.kubernetes.io/name": "web", "track": "stable"}
    assert chosen == _DEPLOYMENT["spec"]["selector"]["matchLabels"]


@pytest.mark.parametrize("of", [catalog, estate])
def test_selectors_select_their_own_pods(of: Any) -> None:
    """Every selector agrees with the labels of the template."""
    for workload in _workloads(of()):
        if workload["kind"] == "Job":
            continue  # selects its pods itself
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


def test_every_container_of_the_estate_that_goes_on_running_is_asked() -> None:
    """One that hangs is started anew, and one that can not serve yet is sent nothing."""
    probes = {
        f"{one['metadata']['name']}/{container['name']}": {
            name for name in ("livenessProbe", "readinessProbe") if name in container
        }
        for one in _workloads(estate())
        if one["kind"] in ("Deployment", "StatefulSet", "DaemonSet")
        for container in one["spec"]["template"]["spec"]["containers"]
    }
    watchers = {"postgres/exporter", "redis/exporter"}

    expected = {
        name: {"livenessProbe"} if name in watchers else {"livenessProbe", "readinessProbe"}
        for name in probes
    }
    assert expected == probes


def test_room_is_given_to_users_and_to_what_watches() -> None:
    """Whoever answers in production goes before a copy of it, and nothing goes before the alerts."""
    classes = {one.name: one.value for one in estate().cluster if isinstance(one, PriorityClass)}
    ranks: dict[str, set[int]] = {}
    for one in [*_workloads(estate()), *stack().values()]:
        if one["kind"] in ("Deployment", "StatefulSet", "DaemonSet"):
            name = one["spec"]["template"]["spec"].get("priorityClassName")
            rank = classes.get(name, 0)
            ranks.setdefault(one["metadata"]["namespace"], set()).add(rank)

    answers = ranks["quizmentor-prod"] - {classes["batch"]}
    assert {classes["interactive"]} == answers
    assert max(ranks["quizmentor-staging"]) < min(answers)
    assert ranks["monitoring"] == ranks["monitoring-agents"] == {classes["monitoring"]}
    assert max(answers) < classes["monitoring"]


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
        if "template" not in workload.get("spec", {}) or workload["kind"] == "Job":
            continue
        containers = workload["spec"]["template"]["spec"]["containers"]
        names = {port["name"] for one in containers for port in one.get("ports", [])}
        parts = [part for one in containers for part in one.items()]
        probes = [part for name, part in parts if name.endswith("Probe") and "httpGet" in part]
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
    assert {"LOG_LEVEL": "info", "STORE_URL": "http://store.shop-live.svc:80"} == _SETTINGS["data"]
    assert [{"configMapRef": {"name": "web"}}] == _container(_DEPLOYMENT)["envFrom"]
    assert [
        {
            "name": "DATABASE_URL",
            "valueFrom": {"secretKeyRef": {"name": "database", "key": "url"}},
        },
    ] == _container(_DEPLOYMENT)["env"]


def test_address_that_is_written_wins() -> None:
    """An address given by hand is not overwritten."""
    web = with_workload(WEB, env={"STORE_URL": "http://proxy:8080"})
    settings = objects(catalog(web))["kubernetes/live/web/configmap.yaml"]

    assert "http://proxy:8080" == settings["data"]["STORE_URL"]


def test_secret_of_the_same_name_wins() -> None:
    """A variable is given once: where a secret is named, nothing is written out."""
    secret = SecretEnv(name="STORE_URL", secret="store", key="url")
    web = with_workload(WEB, secrets=[secret])
    settings = objects(catalog(web))["kubernetes/live/web/configmap.yaml"]

    assert ["LOG_LEVEL"] == list(settings["data"])


def test_pods_are_replaced_when_settings_change() -> None:
    """A hash of the settings is in the template, which is the same as long as they are."""
    path = "kubernetes/live/web/deployment.yaml"
    changed = objects(catalog(with_workload(WEB, env={"LOG_LEVEL": "debug"})))[path]
    hashes = [
        one["spec"]["template"]["metadata"]["annotations"]["checksum/config"]
        for one in (_DEPLOYMENT, objects(catalog())[path], changed)
    ]

    assert hashes[0] == hashes[1] != hashes[2]


def test_what_has_no_settings_has_no_config_map() -> None:
    """Nothing is mounted or hashed that is not there."""
    template = _ALL["kubernetes/live/worker/deployment.yaml"]["spec"]["template"]

    assert "kubernetes/live/worker/configmap.yaml" not in _ALL
    assert "envFrom" not in template["spec"]["containers"][0]
    assert "checksum/config" not in template["metadata"]["annotations"]


def test_spot_pods_go_to_spot_nodes() -> None:
    """They select EKS' own label, tolerate the taint, and say how important they are."""
    low = PriorityClass(name="low", value=-1, description="Can wait.")
    web = with_workload(WEB, spot=True, priority=low)
    spec = objects(catalog(web))["kubernetes/live/web/deployment.yaml"]["spec"]["template"]["spec"]

    assert {"eks.amazonaws.com/capacityType": "SPOT"} == spec["nodeSelector"]
    assert [{"key": "spot", "operator": "Equal", "value": "true", "effect": "NoSchedule"}] == spec[
        "tolerations"
    ]
    assert "low" == spec["priorityClassName"]
    assert not {"nodeSelector", "tolerations", "priorityClassName"} & set(
        _DEPLOYMENT["spec"]["template"]["spec"]
    )


def test_limits_default_to_the_requests() -> None:
    """A container is never without limits."""
    assert {
        "requests": {"cpu": "100m", "memory": "64Mi", "ephemeral-storage": "64Mi"},
        "limits": {"cpu": "100m", "memory": "128Mi", "ephemeral-storage": "1Gi"},
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
