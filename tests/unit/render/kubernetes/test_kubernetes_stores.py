"""Stores that run as pods, and everything that they and others refer to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from observability import ExecProbe, Port, Probes, Resources, SecretEnv, Sidecar
from observability.base.errors import DefinitionError
from observability.base.quantity import Memory
from observability.model.catalog import Catalog
from tests.kubernetes_catalog import (
    LIVE,
    STORE,
    WEB,
    catalog,
    estate,
    generated,
    objects,
    prometheus,
    with_workload,
)
from tests.kubernetes_policies import Pod, allowed
from tests.kubernetes_security import violations
from tests.stack_files import stack

_ASK = ExecProbe(command=["ask", "-e"])
_STORE = with_workload(
    STORE,
    http=Port(number=5432, protocol="tcp"),
    metrics=Port(number=9187),
    probes=Probes(live=_ASK, ready=_ASK, startup=_ASK),
    user=70,
    command=["store", "--config", "/etc/store/store.conf"],
    files={"store.conf": "size = 1\n"},
    files_at="/etc/store",
    writable=["/tmp", "/files"],
    exporter=Sidecar(
        image="example.com/exporter:1.0",
        requests=Resources(cpu="10m", memory="16Mi"),
        env={"TARGET": "localhost:5432"},
        secrets=[SecretEnv(name="PASSWORD", secret="store", key="password")],
    ),
)
_WEB = attrs.evolve(WEB, depends_on=[_STORE])
_ALL = objects(catalog(_WEB))
_SET = _ALL["kubernetes/live/store/statefulset.yaml"]
_SPEC = _SET["spec"]["template"]["spec"]
_MAIN, _EXPORTER = _SPEC["containers"]


def test_store_is_called_at_its_own_port() -> None:
    """A protocol of its own has a port of its own, which tells a mesh not to read HTTP."""
    ports = _ALL["kubernetes/live/store/service.yaml"]["spec"]["ports"]

    assert {"name": "tcp", "port": 5432, "targetPort": "tcp", "protocol": "TCP"} == ports[0]


def test_every_port_says_what_is_spoken() -> None:
    """A mesh that must guess sends gRPC as HTTP/1, and traces are lost."""
    ports = {
        port["name"]: port.get("appProtocol", "tcp")
        for one in (*_ALL.values(), *stack().values())
        if one["kind"] == "Service"
        for port in one["spec"]["ports"]
    }

    other = {name: spoken for name, spoken in ports.items() if spoken != "http"}
    assert {
        "tcp": "tcp",
        "gossip-tcp": "tcp",
        "gossip-udp": "udp",
        "otlp-grpc": "grpc",
    } == other


def test_callers_get_no_http_address_of_a_store() -> None:
    """How to reach a store is part of its secret."""
    assert {"LOG_LEVEL": "info"} == _ALL["kubernetes/live/web/configmap.yaml"]["data"]


def test_exporter_has_the_metrics_port() -> None:
    """Of the two containers, the exporter is scraped, with its own environment."""
    assert [["tcp"], ["metrics"]] == [
        [port["name"] for port in one["ports"]] for one in (_MAIN, _EXPORTER)
    ]
    assert {"name": "TARGET", "value": "localhost:5432"} == _EXPORTER["env"][0]
    assert "store" == _EXPORTER["env"][1]["valueFrom"]["secretKeyRef"]["name"]


def test_exporter_is_scraped_and_the_store_is_called() -> None:
    """Prometheus reaches the exporter's port, callers the store's, and neither the other."""
    policies = [one for one in _ALL.values() if one["kind"] == "NetworkPolicy"]
    store = Pod("shop-live", _SET["spec"]["template"]["metadata"]["labels"])
    scraper = Pod("monitoring", {"app.kubernetes.io/name": "prometheus"})
    web = Pod("shop-live", {"app.kubernetes.io/name": "web"})

    assert [True, False] == [allowed(policies, scraper, store, port) for port in (9187, 5432)]
    assert [False, True] == [allowed(policies, web, store, port) for port in (9187, 5432)]


def test_store_runs_as_its_user_and_passes_restricted() -> None:
    """Files of the volume belong to the user of the image."""
    context = _SPEC["securityContext"]

    assert [70, 70, 70] == [context[name] for name in ("runAsUser", "runAsGroup", "fsGroup")]
    assert [] == violations(_SPEC)


def test_probes_run_in_the_container() -> None:
    """What speaks no HTTP is asked by a command."""
    assert {"command": ["ask", "-e"]} == _MAIN["livenessProbe"]["exec"]
    assert "httpGet" not in _MAIN["readinessProbe"]


def test_exporter_is_started_anew_and_never_takes_its_store_away() -> None:
    """A watcher that hangs is replaced; the pod serves all the while."""
    asked = {"path": "/", "port": "metrics"}

    assert asked == _EXPORTER["livenessProbe"]["httpGet"]
    assert "readinessProbe" not in _EXPORTER


def test_files_are_mounted_beside_scratch_folders() -> None:
    """A folder that is called like a volume of ours gets another name."""
    mounts = {one["mountPath"]: one["name"] for one in _MAIN["volumeMounts"]}
    volumes = {one["name"]: one for one in _SPEC["volumes"]}

    assert "store-files" == volumes[mounts["/etc/store"]]["configMap"]["name"]
    assert "emptyDir" in volumes[mounts["/files"]]
    assert len(mounts) == len(set(mounts.values()))


def test_pods_are_replaced_when_files_change() -> None:
    """A store reads its configuration when it starts."""
    changed = with_workload(_STORE, files={"store.conf": "size = 2\n"})
    hashes = [
        objects(catalog(one))["kubernetes/live/store/statefulset.yaml"]["spec"]["template"][
            "metadata"
        ]["annotations"]["checksum/config"]
        for one in (_STORE, _STORE, changed)
    ]

    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize(("mesh", "said"), [(True, "false"), (False, None)])
def test_stores_stay_out_of_the_mesh(mesh: bool, said: str | None) -> None:
    """Where there is a mesh, a store says that it wants no proxy."""
    store = attrs.evolve(_STORE, environment=attrs.evolve(LIVE, mesh=mesh))
    found = objects(catalog(store))["kubernetes/live/store/statefulset.yaml"]

    labels = found["spec"]["template"]["metadata"]["labels"]
    assert said == labels.get("sidecar.istio.io/inject")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"metrics": None}, "its exporter serves metrics, and there is no metrics port"),
        ({"files": {"a/b": "x"}}, "'a/b' is no name of a file in a ConfigMap"),
        ({"files": {"a": 1}}, "the file a is 1, an int, not a text"),
        ({"user": 0}, "user is 0, an int, not a whole number from 1"),
    ],
)
def test_wrong_store_is_refused(changes: dict[str, Any], message: str) -> None:
    """What could not run is told where it is written."""
    with pytest.raises(DefinitionError, match=message):
        with_workload(_STORE, **changes)


def test_protocol_is_http_or_tcp() -> None:
    """Nothing else is told apart."""
    with pytest.raises(DefinitionError, match="protocol is 'udp', a str, neither http nor tcp"):
        Port(number=53, protocol="udp")


def _templates(of: Catalog) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for one in objects(of).values():
        if "template" in one.get("spec", {}):
            yield one["metadata"], one["spec"]["template"]["spec"]


@pytest.mark.parametrize("of", [lambda: catalog(_WEB), estate], ids=["small", "estate"])
def test_everything_that_pods_refer_to_is_there(of: Any) -> None:
    """Accounts, settings and mounted files exist in the pod's own namespace."""
    there = {
        (one["kind"], one["metadata"].get("namespace"), one["metadata"]["name"])
        for one in objects(of()).values()
    } | generated(of())
    for metadata, spec in _templates(of()):
        wanted = [("ServiceAccount", spec["serviceAccountName"])]
        wanted += [
            ("ConfigMap", source["configMapRef"]["name"])
            for container in spec["containers"]
            for source in container.get("envFrom", [])
        ]
        wanted += [
            ("ConfigMap", volume["configMap"]["name"])
            for volume in spec.get("volumes", [])
            if "configMap" in volume
        ]

        missing = {(kind, metadata["namespace"], name) for kind, name in wanted} - there
        assert set() == missing


@pytest.mark.parametrize("of", [lambda: catalog(_WEB), estate], ids=["small", "estate"])
def test_requests_are_within_limits(of: Any) -> None:
    """No container asks for more than it may use."""
    for _, spec in _templates(of()):
        for container in spec["containers"]:
            resources = container["resources"]
            asked, most = (
                Memory.parse(resources[part]["memory"]) for part in ("requests", "limits")
            )

            assert asked <= most, container["name"]


def _of(name: str, environment: str) -> dict[str, Any]:
    return objects(estate())[f"kubernetes/{environment}/{name}.yaml"]


def test_redis_leaves_room_for_a_copy() -> None:
    """While it saves, what changes is held twice: at most 60 % of the limit are data."""
    config = _of("redis/configmap-files", "staging")["data"]["redis.conf"]
    (size,) = (line.split()[1] for line in config.splitlines() if line.startswith("maxmemory "))
    spec = _of("redis/statefulset", "staging")["spec"]["template"]["spec"]
    limit = Memory.parse(spec["containers"][0]["resources"]["limits"]["memory"])

    assert Memory.parse(size.upper().replace("MB", "Mi")).bytes <= limit.bytes * 60 // 100


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_production_has_no_second_store(name: str) -> None:
    """Where the cloud provider runs a store, no pod pretends to be it."""
    paths = objects(estate())

    assert f"kubernetes/staging/{name}/statefulset.yaml" in paths
    assert f"kubernetes/production/{name}/statefulset.yaml" not in paths
    assert f"kubernetes/production/{name}/service.yaml" not in paths


def test_staging_reaches_its_own_stores() -> None:
    """Staging's services call staging's stores, and not the addresses of production's."""
    every = objects(estate())
    policies = [one for one in every.values() if one["kind"] == "NetworkPolicy"]
    caller = Pod("quizmentor-staging", {"app.kubernetes.io/name": "learning-orchestrator"})
    store = Pod("quizmentor-staging", {"app.kubernetes.io/name": "postgres"})

    assert allowed(policies, caller, store, 5432)
    assert not allowed(policies, caller, "10.0.201.10", 5432)


def test_staging_stores_are_scraped_as_staging() -> None:
    """The exporters of managed ones are jobs of their own, with the labels of staging."""
    jobs = {one["job_name"]: one for one in prometheus(estate())["scrape_configs"]}
    labels = jobs["kafka-staging"]["static_configs"][0]["labels"]

    assert {"job": "kafka", "service": "kafka"}.items() <= labels.items()
    assert ("staging", "quizmentor-staging") == (labels["environment"], labels["namespace"])


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_staging_tries_what_production_runs(name: str) -> None:
    """A store has the same major version where it is a pod and where it is managed."""
    (given,) = estate().infrastructures
    (managed,) = [one for one in (*given.databases, *given.caches) if one.service.name == name]
    body = objects(estate())[f"kubernetes/staging/{name}/statefulset.yaml"]
    image = body["spec"]["template"]["spec"]["containers"][0]["image"]

    assert str(managed.version).split(".")[0] == image.rpartition(":")[2].split(".")[0]
