"""The generated configuration, changed only in what a loopback lacks: a cluster, and patience."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import attrs
import yaml

from observability.base.duration import minutes, seconds
from observability.compile.plan import AlertingRule, Plan, RuleFile, RuleGroup
from observability.render import prometheus
from observability.serialize.bytes import to_bytes
from tests.kubernetes_pods import discovered, pod

__all__ = ["HOLD", "alertmanager", "configuration", "hastened", "write_rules"]

HOLD = minutes(1)
"""How long a condition must last here, where it is longer in truth."""
_OFTEN = seconds(30)


def hastened(plan: Plan) -> Plan:
    """Return *plan* with shorter holds, and rules that are slow by choice evaluated more often.

    Buckets of five minutes stay what they are; so does every expression.
    """
    return attrs.evolve(plan, rules=tuple(map(_file, plan.rules)))


def _file(file: RuleFile) -> RuleFile:
    return attrs.evolve(file, groups=tuple(map(_group, file.groups)))


def _group(group: RuleGroup) -> RuleGroup:
    quick = group.interval if "buckets" in group.name else min(group.interval, _OFTEN)
    rules = tuple(
        attrs.evolve(one, hold=min(one.hold, HOLD)) if isinstance(one, AlertingRule) else one
        for one in group.rules
    )
    return attrs.evolve(group, interval=quick, rules=rules)


def write_rules(plan: Plan, folder: Path) -> None:
    """Write the rules of *plan* below *folder*."""
    for document in prometheus.render(plan):
        path = folder / document.path.removeprefix("prometheus/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_bytes(document, str(folder)))


def configuration(out: Path, folder: Path, proxy: str, alertmanager_port: int) -> Path:
    """Write the twin of ``prometheus.yml``: targets from files, every scrape through *proxy*."""
    made: dict[str, Any] = yaml.safe_load((out / "prometheus/prometheus.yml").read_text())
    pods = [
        target
        for number, path in enumerate(sorted(out.glob("kubernetes/production/*/deployment.yaml")))
        for target in _pod(path, number)
    ]
    found = {"kubernetes-pods": pods, "ingress-nginx": [_CONTROLLER], "cadvisor": [_NODE]}
    for job in made["scrape_configs"]:
        job["proxy_url"] = proxy
        if job.pop("kubernetes_sd_configs", None):
            name = f"{job['job_name']}.json"
            (folder / name).write_text(
                json.dumps(list(map(_listed, found.get(job["job_name"], []))))
            )
            job["file_sd_configs"] = [{"files": [name]}]
        if job["job_name"] == "cadvisor":
            job["scheme"] = "http"
            del job["authorization"], job["tls_config"]
    made["global"] |= {"scrape_interval": "5s", "evaluation_interval": "5s"}
    peers = [{"static_configs": [{"targets": [f"127.0.0.1:{alertmanager_port}"]}]}]
    made["alerting"] = {"alertmanagers": peers}
    path = folder / "prometheus.yml"
    path.write_text(yaml.safe_dump(made, sort_keys=False))
    return path


def _pod(path: Path, number: int) -> list[dict[str, str]]:
    made = yaml.safe_load(path.read_text())
    name = f"{made['metadata']['name']}-5d9c7b6f4-x2x4z"
    return discovered(pod(made, name, f"10.0.0.{number + 1}"))


def _listed(target: dict[str, str]) -> dict[str, Any]:
    labels = {name: value for name, value in target.items() if name.startswith("__meta")}
    return {"targets": [target["__address__"]], "labels": labels}


_NODE = {"__address__": "10.0.1.1:10250", "__meta_kubernetes_node_name": "node-1"}
_CONTROLLER = {
    "__address__": "10.0.2.1:10254",
    "__meta_kubernetes_namespace": "ingress-nginx",
    "__meta_kubernetes_pod_name": "ingress-nginx-controller-0",
    "__meta_kubernetes_pod_label_app_kubernetes_io_name": "ingress-nginx",
    "__meta_kubernetes_pod_container_port_number": "10254",
    "__meta_kubernetes_pod_container_init": "false",
    "__meta_kubernetes_pod_phase": "Running",
}


def alertmanager(out: Path, folder: Path, sink: str) -> Path:
    """Write the twin of ``alertmanager.yml``: every receiver is a webhook of *sink*, in haste."""
    made: dict[str, Any] = yaml.safe_load((out / "alertmanager/alertmanager.yml").read_text())
    made["receivers"] = [
        {
            "name": one["name"],
            "webhook_configs": [{"url": f"{sink}/hook/{one['name']}", "send_resolved": True}],
        }
        for one in made["receivers"]
    ]
    made.pop("templates", None)
    made["global"] = {}
    made["route"] = _quick(made["route"])
    for one in made.get("time_intervals", ()):
        one["time_intervals"] = [{"times": [{"start_time": "00:00", "end_time": "24:00"}]}]
    path = folder / "alertmanager.yml"
    path.write_text(yaml.safe_dump(made, sort_keys=False))
    return path


def _quick(route: dict[str, Any]) -> dict[str, Any]:
    copy = deepcopy(route)
    if "group_wait" in copy:
        copy |= {"group_wait": "1s", "group_interval": "5s"}
    if copy.get("routes"):
        copy["routes"] = list(map(_quick, copy["routes"]))
    return copy
