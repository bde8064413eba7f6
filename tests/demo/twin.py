"""The generated configuration, changed only in what a loopback lacks: a cluster, and patience."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import attrs
import yaml

from observability.base.duration import seconds
from observability.compile.plan import AlertingRule, Plan, RuleFile, RuleGroup
from observability.render import prometheus
from observability.serialize.bytes import to_bytes
from tests.demo.cluster import found_by

__all__ = ["SCRAPE", "alertmanager", "configuration", "hastened", "write_rules"]

SCRAPE = seconds(5)
_OFTEN = seconds(30)
_HOLD = seconds(30)
_QUICK = seconds(10)


def hastened(plan: Plan) -> Plan:
    """Return *plan* with shorter holds, and rules that are slow by choice evaluated more often.

    Every expression stays what it is, and so does the interval of what is evaluated every 30 s:
    there samples are counted. The buckets of five minutes overlap, so that each event counts ten
    times, errors and all alike: what is read from them are ratios.
    """
    project = attrs.evolve(plan.catalog.project, scrape_interval=SCRAPE)
    catalog = attrs.evolve(plan.catalog, project=project)
    return attrs.evolve(plan, catalog=catalog, rules=tuple(map(_file, plan.rules)))


def _file(file: RuleFile) -> RuleFile:
    return attrs.evolve(file, groups=tuple(map(_group, file.groups)))


def _group(group: RuleGroup) -> RuleGroup:
    quick = _OFTEN if "buckets" in group.name else _QUICK
    interval = group.interval if group.interval <= _OFTEN else quick
    rules = tuple(
        attrs.evolve(one, hold=min(one.hold, _HOLD)) if isinstance(one, AlertingRule) else one
        for one in group.rules
    )
    return attrs.evolve(group, interval=interval, rules=rules)


def write_rules(plan: Plan, folder: Path) -> None:
    """Write the rules of *plan* below *folder*."""
    for document in prometheus.render(plan):
        path = folder / document.path.removeprefix("prometheus/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_bytes(document, str(folder)))


def configuration(out: Path, folder: Path, proxy: str, alertmanager_port: int) -> None:
    """Write the twin of ``prometheus.yml``: targets from files, every scrape through *proxy*."""
    made: dict[str, Any] = yaml.safe_load((out / "prometheus/prometheus.yml").read_text())
    for job in made["scrape_configs"]:
        job["proxy_url"] = proxy
        discoveries = job.pop("kubernetes_sd_configs", [])
        for one in discoveries:
            name = f"{job['job_name']}.json"
            (folder / name).write_text(json.dumps(found_by(one, out)))
            job["file_sd_configs"] = [{"files": [name]}]
        if job["job_name"] == "cadvisor":
            job["scheme"] = "http"
            del job["authorization"], job["tls_config"]
    made["global"] |= {"scrape_interval": str(SCRAPE)}
    peers = [{"static_configs": [{"targets": [f"127.0.0.1:{alertmanager_port}"]}]}]
    made["alerting"] |= {"alertmanagers": peers}
    (folder / "prometheus.yml").write_text(yaml.safe_dump(made, sort_keys=False))


def alertmanager(out: Path, folder: Path, sink: str) -> None:
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
    (folder / "alertmanager.yml").write_text(yaml.safe_dump(made, sort_keys=False))


def _quick(route: dict[str, Any]) -> dict[str, Any]:
    copy = deepcopy(route)
    if "group_wait" in copy:
        copy |= {"group_wait": "1s", "group_interval": "5s"}
    if copy.get("routes"):
        copy["routes"] = list(map(_quick, copy["routes"]))
    return copy
