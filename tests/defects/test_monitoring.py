"""Defects of the guide's monitoring that our own stack must not have, each by its id."""

from __future__ import annotations

import json
from typing import Any

import yaml

from observability import Watchdog
from tests.kubernetes_catalog import estate, objects
from tests.stack_files import everything, mounted, stack, workload


def _kinds() -> dict[tuple[str, str, str], dict[str, Any]]:
    every = [*objects(estate()).values(), *stack().values()]
    return {
        (one["kind"], one["metadata"].get("namespace", ""), one["metadata"]["name"]): one
        for one in every
    }


def _prometheus() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(mounted("prometheus")["/etc/prometheus/prometheus.yml"])
    return found


def test_a11_rules_are_loaded_by_the_prometheus_that_runs() -> None:
    """A11: the pattern of the configuration matches each rule file in the pod."""
    rules = {path for path in everything() if path.startswith("prometheus/rules/")}
    found = {path for path in mounted("prometheus") if path.startswith("/etc/prometheus/rules/")}

    assert ["rules/*.yml"] == _prometheus()["rule_files"]
    assert {path.rpartition("/")[2] for path in rules} == {p.rpartition("/")[2] for p in found}


def test_a17_prometheus_keeps_the_period_of_an_slo() -> None:
    """A17: the retention flag is there, and is 30 days or more."""
    args = workload("prometheus")["spec"]["template"]["spec"]["containers"][0]["args"]
    (flag,) = (one for one in args if one.startswith("--storage.tsdb.retention.time="))

    assert flag.endswith(f"={estate().project.retention}")
    assert estate().project.retention.seconds >= 30 * 86_400


def test_b2_every_job_has_somebody_to_answer() -> None:
    """B2: kube-state-metrics and an exporter for each store run; cAdvisor is the kubelet's."""
    names = {name for kind, _, name in _kinds() if kind in ("Deployment", "DaemonSet")}
    jobs = {job["job_name"] for job in _prometheus()["scrape_configs"]}

    assert {"kube-state-metrics", "node-exporter", "blackbox-exporter"} <= names
    assert {one.name for one in estate().monitoring.exporters} <= names  # type: ignore[union-attr]
    assert {"kube-state-metrics", "cadvisor", "node-exporter", "blackbox"} <= jobs


def test_b12_alerting_is_watched_itself() -> None:
    """B12: a watchdog fires for ever, and Prometheus and Alertmanager are scraped."""
    jobs = {job["job_name"] for job in _prometheus()["scrape_configs"]}

    assert [one for one in estate().alerts if isinstance(one, Watchdog)]
    assert {"prometheus", "alertmanager"} <= jobs


def test_b14_alertmanager_runs_with_routes_and_receivers() -> None:
    """B14: there is a workload, and it reads routes, receivers and inhibitions."""
    found = yaml.safe_load(mounted("alertmanager")["/etc/alertmanager/alertmanager.yml"])

    assert ("StatefulSet", "monitoring", "alertmanager") in _kinds()
    assert all(found[part] for part in ("route", "receivers", "inhibit_rules"))


def test_b15_prometheus_has_what_it_needs_to_run() -> None:
    """B15: workload, Service, account, role and the rules in the place it looks at."""
    kinds = _kinds()
    rules = kinds["ClusterRole", "", "prometheus-monitoring"]["rules"]

    assert {
        ("StatefulSet", "monitoring", "prometheus"),
        ("Service", "monitoring", "prometheus"),
        ("ServiceAccount", "monitoring", "prometheus"),
        ("ClusterRoleBinding", "", "prometheus-monitoring"),
    } <= set(kinds)
    assert {"pods", "nodes"} <= {kind for rule in rules for kind in rule["resources"]}


def test_b16_every_namespace_is_created() -> None:
    """B16: each namespace that an object lies in is one of the objects."""
    kinds = _kinds()
    created = {name for kind, _, name in kinds if kind == "Namespace"}

    assert {where for _, where, _ in kinds if where} <= created


def test_b27_dashboards_are_delivered() -> None:
    """B26, B27: each dashboard is in Grafana's pod, as the object itself, with its uid."""
    boards = [path for path in mounted("grafana") if path.endswith(".json")]
    bodies = [json.loads(mounted("grafana")[path]) for path in boards]
    generated = [path for path in everything() if path.startswith("grafana/dashboards/")]

    assert len(generated) == len(boards)
    assert all(body["uid"] and "dashboard" not in body for body in bodies)


def test_c2_no_image_moves() -> None:
    """C2: every image of the stack has a version."""
    images = [
        container["image"]
        for one in stack().values()
        if "template" in one.get("spec", {})
        for container in one["spec"]["template"]["spec"]["containers"]
    ]

    assert images
    assert [] == [one for one in images if one.endswith(":latest") or ":" not in one]


def test_c18_stateful_sets_have_a_headless_service() -> None:
    """C18: the Service that a StatefulSet names has no address of its own."""
    kinds = _kinds()
    sets = [one for (kind, _, _), one in kinds.items() if kind == "StatefulSet"]

    assert sets
    for one in sets:
        service = kinds["Service", one["metadata"]["namespace"], one["spec"]["serviceName"]]
        assert "None" == service["spec"]["clusterIP"]
