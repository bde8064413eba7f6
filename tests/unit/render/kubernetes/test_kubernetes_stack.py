"""The monitoring stack: what it reads is what was generated, and all it refers to is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs
import pytest
import yaml

from observability import External, Program, Service
from observability.base.errors import collecting
from observability.compile.project import compile_catalog
from observability.model.stack import Exports, Monitoring
from observability.render.targets import render
from tests.core_definitions import SERVICE, problems_of, valid
from tests.kubernetes_catalog import estate, objects
from tests.kubernetes_policies import Pod, allowed
from tests.stack_files import STACK, everything, mounted, stack, workload

_APP = "app.kubernetes.io/name"
_PROMETHEUS = Pod("monitoring", {_APP: "prometheus"})


def _kind(*kinds: str) -> list[dict[str, Any]]:
    return [one for one in stack().values() if one["kind"] in kinds]


def _workloads() -> list[dict[str, Any]]:
    return _kind("Deployment", "StatefulSet", "DaemonSet")


@cache
def _policies() -> list[dict[str, Any]]:
    every = [*objects(estate()).values(), *stack().values()]
    return [one for one in every if one["kind"] == "NetworkPolicy"]


def _outside(prefix: str, mount: str) -> dict[str, bytes]:
    """Return the generated files below *prefix*, by the path that they should be mounted at."""
    return {
        f"{mount}/{path.removeprefix(prefix)}": data
        for path, data in everything().items()
        if path.startswith(prefix)
    }


def test_prometheus_reads_the_generated_files() -> None:
    """The configuration and each rule file are mounted where they are looked for, byte by byte."""
    rules = _outside("prometheus/rules/", "/etc/prometheus/rules")
    settings = {"/etc/prometheus/prometheus.yml": everything()["prometheus/prometheus.yml"]}

    assert rules | settings == mounted("prometheus")
    assert "--config.file=/etc/prometheus/prometheus.yml" in _args("prometheus")


def test_alertmanager_reads_the_generated_files() -> None:
    """Configuration and templates are mounted, and each credential where it is read."""
    found = mounted("alertmanager")
    settings = everything()["alertmanager/alertmanager.yml"]
    templates = _outside("alertmanager/templates/", "/etc/alertmanager/templates")
    named = set(re.findall(r"/etc/alertmanager/secrets/[-a-z0-9]+", settings.decode()))

    assert settings == found["/etc/alertmanager/alertmanager.yml"]
    assert templates.items() <= found.items()
    assert named == {path for path in found if "/secrets/" in path}
    assert named


def test_grafana_reads_the_generated_files() -> None:
    """Provisioning and dashboards are mounted where the one looks for the other."""
    provisioning = _outside("grafana/provisioning/", "/etc/grafana/provisioning")
    dashboards = _outside("grafana/dashboards/", "/var/lib/grafana/dashboards")
    (provider,) = yaml.safe_load(everything()["grafana/provisioning/dashboards/generated.yaml"])[
        "providers"
    ]

    assert provisioning | dashboards == mounted("grafana")
    assert "/var/lib/grafana/dashboards" == provider["options"]["path"]


def _args(name: str) -> list[str]:
    args: list[str] = workload(name)["spec"]["template"]["spec"]["containers"][0]["args"]
    return args


def test_prometheus_keeps_what_the_project_says() -> None:
    """The retention is a flag, and the volume is there."""
    retention = estate().project.retention

    assert f"--storage.tsdb.retention.time={retention}" in _args("prometheus")
    assert workload("prometheus")["spec"]["volumeClaimTemplates"]


def _services() -> set[tuple[str, int]]:
    return {
        (f"{one['metadata']['name']}.{one['metadata']['namespace']}.svc", port["port"])
        for one in [*stack().values(), *objects(estate()).values()]
        if one["kind"] == "Service"
        for port in one["spec"]["ports"]
    }


def _configuration() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(everything()["prometheus/prometheus.yml"])
    return found


def _fixed() -> list[tuple[str, int]]:
    """Return host and port of whatever Prometheus asks at a fixed address in the cluster."""
    jobs = _configuration()["scrape_configs"]
    static = [one for job in jobs for one in job.get("static_configs", ())]
    addresses = [target for one in static for target in one["targets"]]
    addresses += [
        rule["replacement"]
        for job in jobs
        for rule in job.get("relabel_configs", ())
        if rule.get("target_label") == "__address__"
    ]
    pairs = [address.rpartition(":") for address in addresses]
    return [(host, int(port)) for host, _, port in pairs if host.endswith(".svc")]


def test_each_address_that_is_scraped_is_a_service() -> None:
    """Host and port of every fixed target are those of a Service that is written."""
    found = _fixed()

    assert len(estate().monitoring.exporters) < len(found)  # type: ignore[union-attr]
    assert [] == [one for one in found if _address(*one) not in _services()]


def _address(host: str, port: int) -> tuple[str, int]:
    """Return the Service that gives *host* its name: itself, or the one after a pod's name."""
    pod, _, service = host.partition(".")
    return (service, port) if re.fullmatch(r".+-\d", pod) else (host, port)


def _app(host: str) -> str:
    """Return the label of the pods behind *host*."""
    return _address(host, 0)[0].split(".")[0].removesuffix("-headless")


def test_each_datasource_is_a_service() -> None:
    """Grafana asks where something answers."""
    urls = [
        one["url"].removeprefix("http://").rpartition(":")
        for path, data in everything().items()
        if path.startswith("grafana/provisioning/datasources/")
        for one in yaml.safe_load(data)["datasources"]
    ]

    assert urls
    inside = [one for one in urls if not one[2].startswith("$")]

    assert {(host, int(port)) for host, _, port in inside} <= _services()


def test_alerts_go_to_every_alertmanager() -> None:
    """Each replica is told: which of them notifies they agree among themselves."""
    (peers,) = _configuration()["alerting"]["alertmanagers"]
    targets = [one.rpartition(":") for one in peers["static_configs"][0]["targets"]]
    spec = workload("alertmanager")["spec"]
    wanted = [
        f"alertmanager-{number}.{spec['serviceName']}.monitoring.svc"
        for number in range(spec["replicas"])
    ]

    assert 1 < len(wanted)
    assert wanted == [host for host, _, _ in targets]
    assert [] == [one for one in targets if _address(one[0], int(one[2])) not in _services()]


def test_replicas_find_each_other() -> None:
    """Each Alertmanager is told of all, listens, and both protocols get through."""
    peers = [one.partition("=")[2] for one in _args("alertmanager") if "--cluster.peer=" in one]
    (container,) = workload("alertmanager")["spec"]["template"]["spec"]["containers"]
    listens = {(one["containerPort"], one["protocol"]) for one in container["ports"]}
    own = Pod("monitoring", {_APP: "alertmanager"})
    headless = stack()[f"{STACK}alertmanager/service-headless.yaml"]["spec"]

    assert [f"{host}:9094" for host in _targets()] == peers
    assert {(9094, "TCP"), (9094, "UDP")} <= listens
    assert [True, True] == [allowed(_policies(), own, own, 9094, one) for one in ("TCP", "UDP")]
    assert headless["publishNotReadyAddresses"]


def _targets() -> list[str]:
    (peers,) = _configuration()["alerting"]["alertmanagers"]
    return [one.rpartition(":")[0] for one in peers["static_configs"][0]["targets"]]


def test_alerts_of_replicas_are_one_alert() -> None:
    """Each Prometheus has its own label, which its alerts lose on the way."""
    made = _configuration()
    env = workload("prometheus")["spec"]["template"]["spec"]["containers"][0]["env"]
    named = {one["name"]: one["valueFrom"]["fieldRef"]["fieldPath"] for one in env}

    assert "${POD_NAME}" == made["global"]["external_labels"]["replica"]
    assert "metadata.name" == named["POD_NAME"]
    assert [{"action": "labeldrop", "regex": "replica"}] == made["alerting"][
        "alert_relabel_configs"
    ]


@pytest.mark.parametrize("name", ["prometheus", "alertmanager"])
def test_replicas_are_never_lost_together(name: str) -> None:
    """They are on different nodes, and a drain takes one after the other."""
    template = workload(name)["spec"]["template"]
    (rule,) = template["spec"]["affinity"]["podAntiAffinity"][
        "requiredDuringSchedulingIgnoredDuringExecution"
    ]
    budget = stack()[f"{STACK}{name}/poddisruptionbudget.yaml"]["spec"]

    assert "kubernetes.io/hostname" == rule["topologyKey"]
    for selector in (rule["labelSelector"], budget["selector"]):
        assert selector["matchLabels"].items() <= template["metadata"]["labels"].items()
    assert 1 == budget["maxUnavailable"]


def test_one_alone_looks_for_nobody() -> None:
    """Without replicas there is neither a cluster, nor a label, nor a budget."""
    catalog = estate()
    assert catalog.monitoring is not None
    alone = attrs.evolve(
        catalog.monitoring,
        prometheus=attrs.evolve(catalog.monitoring.prometheus, replicas=1),
        alertmanager=attrs.evolve(catalog.monitoring.alertmanager, replicas=1),
    )
    made = {
        one.path: one
        for one in render(compile_catalog(attrs.evolve(catalog, monitoring=alone)))
        if one.path.startswith((STACK, "prometheus/prometheus.yml"))
    }
    text = str([made[f"{STACK}alertmanager/{one}.yaml"].body for one in ("statefulset", "service")])
    config = made["prometheus/prometheus.yml"].body

    assert [] == [path for path in made if path.endswith("poddisruptionbudget.yaml")]
    assert "--cluster.listen-address=" in text
    assert "9094" not in text
    assert "replica" not in config["global"]["external_labels"]
    assert ["alertmanagers"] == list(config["alerting"])


def _discovered() -> Iterator[tuple[str, Pod, int]]:
    """Yield job, pods and port of what is found pod by pod in the stack's namespaces."""
    for job in _configuration()["scrape_configs"]:
        for discovery in job.get("kubernetes_sd_configs", ()):
            (namespace,) = discovery.get("namespaces", {}).get("names", ["-"])[:1]
            rules = {str(one.get("source_labels")): one for one in job["relabel_configs"]}
            label = rules.get("['__meta_kubernetes_pod_label_app_kubernetes_io_name']", {})
            port = rules.get("['__meta_kubernetes_pod_container_port_number']", {})
            if namespace.startswith("monitoring"):
                yield job["job_name"], Pod(namespace, {_APP: label["regex"]}), int(port["regex"])


def test_each_program_that_is_discovered_runs() -> None:
    """Namespace, label and port of each job are those of a workload."""
    running = {
        (one["metadata"]["namespace"], one["metadata"]["name"], port["containerPort"])
        for one in _workloads()
        for port in one["spec"]["template"]["spec"]["containers"][0]["ports"]
    }
    found = [(pod.namespace, pod.labels[_APP], port) for _, pod, port in _discovered()]

    assert "node-exporter" in [name for _, name, _ in found]
    assert [] == [one for one in found if one not in running]


def test_prometheus_reaches_everything_that_it_scrapes() -> None:
    """No policy, at either end, keeps it from a target."""
    fixed = [
        (Pod(_address(host, port)[0].split(".")[1], {_APP: _app(host)}), port)
        for host, port in _fixed()
    ]
    found = [*fixed, *((pod, port) for _, pod, port in _discovered())]

    assert [] == [one for one in found if not allowed(_policies(), _PROMETHEUS, *one)]


@pytest.mark.parametrize(
    ("client", "server", "port"),
    [
        ("grafana", "prometheus", 9090),
        ("grafana", "alertmanager", 9093),
        ("prometheus", "alertmanager", 9093),
    ],
)
def test_the_stack_reaches_itself(client: str, server: str, port: int) -> None:
    """Whoever asks somebody of the stack may."""
    ends = Pod("monitoring", {_APP: client}), Pod("monitoring", {_APP: server})

    assert allowed(_policies(), *ends, port)


def test_strangers_reach_nothing_of_the_stack() -> None:
    """What nobody declared is shut out, and shut in."""
    stranger = Pod("monitoring", {_APP: "stranger"})
    pods = [
        (Pod(one["metadata"]["namespace"], {_APP: one["metadata"]["name"]}), port["port"])
        for one in _kind("Service")
        for port in one["spec"]["ports"]
    ]

    assert pods
    assert [] == [end for end in pods if allowed(_policies(), stranger, *end)]
    assert not allowed(_policies(), stranger, "192.0.2.1", 443)


def test_sidecars_send_traces() -> None:
    """A pod of the mesh reaches the collector at the port that the mesh is told."""
    app = Pod("quizmentor-prod", {_APP: "kong"})
    port = estate().mesh.collector.rpartition(":")[2]  # type: ignore[union-attr]

    assert allowed(_policies(), app, Pod("monitoring", {_APP: "jaeger"}), int(port))


def test_each_store_is_reached_by_its_exporter() -> None:
    """The exporter may call the store that it tells of."""
    for one in estate().monitoring.exporters:  # type: ignore[union-attr]
        store = one.store.workload
        assert isinstance(store, External)
        address = store.cidrs[0].partition("/")[0].rpartition(".")[0] + ".9"

        assert allowed(_policies(), Pod("monitoring", {_APP: one.name}), address, store.port)


def test_accounts_and_roles_exist() -> None:
    """Each pod's account is there; those with a key to the API server have a role, others none."""
    accounts = {
        (one["metadata"]["namespace"], one["metadata"]["name"]) for one in _kind("ServiceAccount")
    }
    roles = {one["metadata"]["name"] for one in _kind("ClusterRole")}
    bound = {
        (one["subjects"][0]["namespace"], one["subjects"][0]["name"])
        for one in _kind("ClusterRoleBinding")
        if one["roleRef"]["name"] in roles
    }
    pods = [(one["metadata"]["namespace"], one["spec"]["template"]["spec"]) for one in _workloads()]
    with_key = {
        (where, spec["serviceAccountName"])
        for where, spec in pods
        if spec["automountServiceAccountToken"]
    }

    assert {(where, spec["serviceAccountName"]) for where, spec in pods} <= accounts
    assert bound == with_key


def test_the_stack_only_reads() -> None:
    """No role of the stack can change anything, or read a Secret."""
    rules = [rule for one in _kind("ClusterRole") for rule in one["rules"]]

    assert rules
    assert {verb for rule in rules for verb in rule["verbs"]} <= {"get", "list", "watch"}
    assert "secrets" not in {kind for rule in rules for kind in rule["resources"]}


def test_every_credential_is_fetched() -> None:
    """Each key of each Secret that a pod refers to is fetched into that Secret."""
    fetched = {
        (one["metadata"]["namespace"], one["metadata"]["name"], item["secretKey"])
        for one in _kind("ExternalSecret")
        for item in one["spec"]["data"]
    }
    read = {(one["metadata"]["namespace"], *reference) for one, reference in _references()}

    assert read
    assert read == fetched


def _references() -> Iterator[tuple[dict[str, Any], tuple[str, str]]]:
    for one in _workloads():
        spec = one["spec"]["template"]["spec"]
        for variable in spec["containers"][0].get("env", ()):
            if "secretKeyRef" in variable.get("valueFrom", {}):
                reference = variable["valueFrom"]["secretKeyRef"]
                yield one, (reference["name"], reference["key"])
        for volume in spec.get("volumes", ()):
            for source in volume.get("projected", {}).get("sources", ()):
                for item in source.get("secret", {}).get("items", ()):
                    yield one, (source["secret"]["name"], item["key"])


def test_agents_alone_are_privileged() -> None:
    """The namespace without a level holds what runs on every node, and nothing else."""
    (namespace,) = _kind("Namespace")
    agents = [
        one["kind"]
        for one in _workloads()
        if one["metadata"]["namespace"] == namespace["metadata"]["name"]
    ]

    assert "privileged" == namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
    assert {"DaemonSet"} == set(agents)


def test_stateful_sets_name_their_service() -> None:
    """The Service that gives pods their names is there, and has no address of its own."""
    for one in _kind("StatefulSet"):
        service = stack()[f"{STACK}{one['metadata']['name']}/service-headless.yaml"]

        assert service["metadata"]["name"] == one["spec"]["serviceName"]
        assert "None" == service["spec"]["clusterIP"]


def test_exporter_runs_where_it_is_scraped() -> None:
    """An exporter of what is not scraped in the cluster is refused, with both places."""
    far = Service(
        name="far",
        team=SERVICE.team,
        environment=SERVICE.environment,
        description="Is elsewhere.",
        workload=External(exporter="db.example.com:9187", port=5432, cidrs=["10.1.0.0/16"]),
    )
    with collecting() as problems:
        Exports(service=far, program=estate().monitoring.kibana)  # type: ignore[union-attr]

    assert ["'far' is not watched through an exporter in the cluster"] == [
        one.message for one in problems
    ]
    assert (far.source,) == problems[0].related


@pytest.mark.parametrize("image", ["quay.io/prometheus/prometheus:latest", "prometheus"])
def test_images_are_pinned(image: str) -> None:
    """A program is of one version."""
    (problem,) = problems_of(Program, image=image)

    assert "image" == problem.field


def test_only_what_is_clustered_has_replicas() -> None:
    """Two of a program that knows nothing of its sibling would do everything twice."""
    twice = attrs.evolve(valid(Program), storage=None, replicas=2)
    (problem,) = problems_of(Monitoring, grafana=twice)

    assert ("grafana", "replicas of grafana is 2, and there is one of it") == (
        problem.field,
        problem.message,
    )


@pytest.mark.parametrize("name", ["grafana", "kibana", "fluent-bit"])
def test_programs_are_not_started_anew_because_a_store_is_down(name: str) -> None:
    """What tells of a store says who is sent requests, and never who is restarted."""
    (container,) = workload(name)["spec"]["template"]["spec"]["containers"]
    live, ready = (
        container[f"{probe}Probe"].get("httpGet", {}).get("path")
        for probe in ("liveness", "readiness")
    )

    assert ready is not None
    assert live != ready
