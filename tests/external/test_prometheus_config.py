"""The scrape configuration in Prometheus' own hands, over pods made from our own manifests."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml

from observability import SLO, Availability, Counter, External, Port
from observability.compile.rules import rule_files
from observability.model.catalog import Catalog, join
from observability.model.service import Service
from observability.promql.printer import text
from tests.kubernetes_catalog import (
    DATABASE,
    EDGE,
    PROJECT,
    STORE,
    WEB,
    catalog,
    estate,
    objects,
    prometheus,
    with_workload,
)
from tests.kubernetes_pods import Target, discovered, pod
from tests.kubernetes_policies import Pod, allowed
from tests.kubernetes_twin import kept, write

PROMTOOL = shutil.which("promtool") or ""
pytestmark = [
    pytest.mark.tool,
    pytest.mark.skipif(not PROMTOOL, reason="promtool is not installed"),
]

_CATALOGS = pytest.mark.parametrize("of", [catalog, estate])


def _scraped(of: Catalog) -> list[Service]:
    """Return the services whose pods have a metrics port."""
    pods = [one for one in of.services if not isinstance(one.workload, External)]
    return [one for one in pods if one.workload.metrics is not None]  # type: ignore[union-attr]


def _workload(of: Catalog, service: Service) -> dict[str, Any]:
    folder = f"kubernetes/{service.environment.name}/{service.name}"
    every = objects(of)
    kinds = (f"{folder}/deployment.yaml", f"{folder}/statefulset.yaml")
    return next(every[path] for path in kinds if path in every)


def _identity(labels: Target) -> Target:
    return {name: value for name, value in labels.items() if not name.startswith("__")}


def _targets(
    tmp_path: Path, of: Catalog, service: Service, ip: str = "10.0.0.1", phase: str = "Running"
) -> list[Target]:
    made = discovered(pod(_workload(of, service), f"{service.name}-0", ip, phase))
    return kept(PROMTOOL, write(tmp_path, prometheus(of), made), "kubernetes-pods")


@_CATALOGS
def test_configuration_is_valid(tmp_path: Path, of: Any) -> None:
    """Prometheus accepts everything but the discovery that it was built without."""
    path = write(tmp_path, prometheus(of()), [])
    ran = subprocess.run(
        [PROMTOOL, "check", "config", "--syntax-only", str(path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert "is valid prometheus config file syntax" in ran.stdout, ran.stderr


@_CATALOGS
def test_a_pod_is_one_target_with_the_identity(tmp_path: Path, of: Any) -> None:
    """Of all ports of all containers one is kept, with the labels of the service and no others."""
    for one in _scraped(of()):
        port = one.workload.metrics.number  # type: ignore[union-attr]
        where = {"pod": f"{one.name}-0", "instance": f"10.0.0.1:{port}"}

        assert [one.labels | where] == [_identity(t) for t in _targets(tmp_path, of(), one)]


@_CATALOGS
def test_every_rule_selects_what_is_scraped(tmp_path: Path, of: Any) -> None:
    """The matchers of the service's own series match the target's labels."""
    for one in _scraped(of()):
        (target,) = _targets(tmp_path, of(), one)

        assert all(matcher.matches(target[matcher.label]) for matcher in one.identity)


@pytest.mark.parametrize("phase", ["Pending", "Succeeded", "Failed"])
def test_pod_that_does_not_run_is_no_target(tmp_path: Path, phase: str) -> None:
    """A pod that can not answer is not reported as down."""
    assert [] == _targets(tmp_path, catalog(), WEB, phase=phase)


def test_address_of_version_six_is_kept(tmp_path: Path) -> None:
    """The address is never taken apart, so brackets survive."""
    (target,) = _targets(tmp_path, catalog(), WEB, ip="fd00::1")

    assert ("[fd00::1]:9090", "[fd00::1]:9090") == (target["__address__"], target["instance"])


def test_pod_without_our_label_is_no_target(tmp_path: Path) -> None:
    """A pod of somebody else with a port called metrics gets no empty identity."""
    stranger = pod(_workload(catalog(), WEB), "stranger", "10.0.0.1")
    stranger["metadata"]["labels"] = {"app": "stranger"}
    path = write(tmp_path, prometheus(catalog()), discovered(stranger))

    assert [] == kept(PROMTOOL, path, "kubernetes-pods")


def test_replicas_are_told_apart(tmp_path: Path) -> None:
    """Each pod of a workload is a target of its own."""
    workload = _workload(catalog(), WEB)
    pods = [pod(workload, f"web-{number}", f"10.0.0.{number}") for number in (1, 2, 3)]
    made = [target for one in pods for target in discovered(one)]
    found = kept(PROMTOOL, write(tmp_path, prometheus(catalog()), made), "kubernetes-pods")

    assert ["web-1", "web-2", "web-3"] == sorted(target["pod"] for target in found)


def test_path_is_that_of_the_service(tmp_path: Path) -> None:
    """Only the service that says so is scraped at another path."""
    (store,) = _targets(tmp_path, catalog(), STORE)
    (web,) = _targets(tmp_path, catalog(), WEB)

    assert ("/-/metrics", "/metrics") == (store["__metrics_path__"], web["__metrics_path__"])


def _is_exported(service: Service) -> bool:
    return isinstance(service.workload, External) and service.workload.exporter is not None


@_CATALOGS
def test_external_service_has_the_identity(tmp_path: Path, of: Any) -> None:
    """What is scraped through an exporter has the labels that its rules select."""
    path = write(tmp_path, prometheus(of()), [])
    external = [one for one in of().services if _is_exported(one)]
    static = [one for one in external if not one.workload.pods or one.name == "prometheus"]

    assert static
    for one in static:
        where = {"instance": one.workload.exporter}
        assert [one.labels | where] == [_identity(t) for t in kept(PROMTOOL, path, one.name)]


def test_each_pod_of_others_is_a_target(tmp_path: Path) -> None:
    """Two ingress controllers are two targets; other ports and other pods are none."""
    pods = [_edge_pod("a", "10.0.9.1", "10254"), _edge_pod("b", "10.0.9.2", "10254")]
    strangers = [
        _edge_pod("a", "10.0.9.1", "443"),
        _edge_pod("c", "10.0.9.3", "10254") | {"__meta_kubernetes_pod_label_app": "other"},
    ]
    path = write(tmp_path, prometheus(catalog()), [*pods, *strangers])

    assert [
        EDGE.labels | {"pod": name, "instance": f"{ip}:10254"}
        for name, ip in (("a", "10.0.9.1"), ("b", "10.0.9.2"))
    ] == [_identity(target) for target in kept(PROMTOOL, path, EDGE.name)]


def _edge_pod(name: str, ip: str, port: str) -> dict[str, str]:
    return {
        "__address__": f"{ip}:{port}",
        "__meta_kubernetes_namespace": "edge-system",
        "__meta_kubernetes_pod_name": name,
        "__meta_kubernetes_pod_label_app": "e",
        "__meta_kubernetes_pod_container_port_number": port,
        "__meta_kubernetes_pod_container_init": "false",
        "__meta_kubernetes_pod_phase": "Running",
    }


@pytest.mark.parametrize("job", ["kube-state-metrics", "cadvisor"])
def test_reports_about_others_claim_no_identity(tmp_path: Path, job: str) -> None:
    """Their targets have no namespace, pod or service, which are those of whom they speak."""
    node = {"__address__": "10.0.0.9:10250", "__meta_kubernetes_node_name": "node-1"}
    (found,) = kept(PROMTOOL, write(tmp_path, prometheus(catalog()), [node]), job)

    assert {"job", "instance"} == set(_identity(found)) - {"node"}
    assert job == found["job"]


def test_node_is_named(tmp_path: Path) -> None:
    """The series of cAdvisor say on which node a container runs."""
    node = {"__address__": "10.0.0.9:10250", "__meta_kubernetes_node_name": "node-1"}
    (found,) = kept(PROMTOOL, write(tmp_path, prometheus(catalog()), [node]), "cadvisor")

    assert ("node-1", "https", "/metrics/cadvisor") == (
        found["node"],
        found["__scheme__"],
        found["__metrics_path__"],
    )


def test_metrics_port_is_one_fact(tmp_path: Path) -> None:
    """A changed metrics port moves container, Service, policy and scrape alike."""
    web = with_workload(WEB, metrics=Port(number=9400))
    of = catalog(web)
    every = objects(of)
    (container,) = _workload(of, web)["spec"]["template"]["spec"]["containers"]
    (target,) = _targets(tmp_path, of, web)
    policies = [one for one in every.values() if one["kind"] == "NetworkPolicy"]
    watcher = Pod("monitoring", {"app.kubernetes.io/name": "prometheus"})
    own = Pod("shop-live", {"app.kubernetes.io/name": "web"})

    assert [3000, 9400] == [port["containerPort"] for port in container["ports"]]
    assert [80, 9400] == [
        port["port"] for port in every["kubernetes/live/web/service.yaml"]["spec"]["ports"]
    ]
    assert "10.0.0.1:9400" == target["__address__"]
    assert [True, False] == [allowed(policies, watcher, own, port) for port in (9400, 9090)]


def test_http_port_is_one_fact() -> None:
    """A changed http port moves the container, its own policy and those of its callers."""
    store = with_workload(STORE, http=Port(number=8300))
    of = catalog(attrs.evolve(WEB, depends_on=[store, DATABASE]))
    policies = [one for one in objects(of).values() if one["kind"] == "NetworkPolicy"]
    (container,) = _workload(of, store)["spec"]["template"]["spec"]["containers"]
    web = Pod("shop-live", {"app.kubernetes.io/name": "web"})
    own = Pod("shop-live", {"app.kubernetes.io/name": "store"})

    assert 8300 == container["ports"][0]["containerPort"]
    assert [True, False] == [allowed(policies, web, own, port) for port in (8300, 8200)]


def test_name_is_one_fact(tmp_path: Path) -> None:
    """A renamed service is scraped, selected by its rules and let in under the new name."""
    shop = attrs.evolve(WEB, name="storefront")
    requests = Counter(service=shop, name="http_requests_total", labels=["code"])
    promise = SLO(
        service=shop,
        name="availability",
        objective=99,
        sli=Availability(total=requests, failed={"code": "5.."}),
        description="Pages are shown.",
    )
    of = join([attrs.evolve(EDGE, depends_on=[shop]), promise], PROJECT)
    (target,) = _targets(tmp_path, of, shop)
    events = next(one for one in rule_files(of) if one.name == "storefront.events")
    policies = [one for one in objects(of).values() if one["kind"] == "NetworkPolicy"]
    own = Pod("shop-live", {"app.kubernetes.io/name": "storefront"})

    assert ("storefront", "storefront") == (target["job"], target["service"])
    for rule in events.groups[0].rules:
        assert f'job="{target["job"]}"' in text(rule.expr)
        assert f'namespace="{target["namespace"]}"' in text(rule.expr)
    assert allowed(policies, Pod("edge-system", {"app": "e"}), own, 3000)


def test_version_is_one_fact(tmp_path: Path) -> None:
    """The version of a canary arrives on its series."""
    canary = with_workload(WEB, version="v3")
    (target,) = _targets(tmp_path, catalog(canary), canary)

    assert "v3" == target["version"]


def test_pod_discovery_is_configured_as_prometheus_reads_it() -> None:
    """The part that the twin replaces has the fields of Prometheus' documentation.

    https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config
    """
    jobs = prometheus(catalog())["scrape_configs"]
    found = [one for job in jobs for one in job.get("kubernetes_sd_configs", [])]

    assert (
        yaml.safe_load(
            "[{role: pod, namespaces: {names: [shop-live]}}, {role: node},"
            " {role: pod, namespaces: {names: [edge-system]}}]"
        )
        == found
    )
