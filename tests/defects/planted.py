"""A defect of the guide: how it is found in generated files, and how it is planted there."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import attrs
import yaml

from tests.stack_files import everything

__all__ = [
    "Defect",
    "Files",
    "alerts",
    "clean",
    "environments",
    "exprs",
    "generated",
    "objects",
    "panels",
    "pods",
    "prometheus",
    "rules",
    "selectors",
    "spoilable",
    "texts",
]

Files = dict[str, Any]
"""What each file says, by its path below ``out/``: data, or text where it is no data."""

_METRIC = re.compile(r'([a-zA-Z_][a-zA-Z0-9_:]*)\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\}')
_MATCHER = re.compile(r'(\w+)(=~|!~|!=|=)"((?:[^"\\]|\\.)*)"')


class _Spoilable(Files):
    """Files of which those are copied that are asked for by their path, so that a copy is cheap."""

    def __getitem__(self, path: str) -> Any:
        own: set[str] = self.__dict__.setdefault("own", set())
        if path not in own:
            own.add(path)
            self[path] = copy.deepcopy(super().__getitem__(path))
        return super().__getitem__(path)


@cache
def clean() -> Files:
    """Return every file, read back from its bytes; nobody changes them."""
    return {path: _read(path, data) for path, data in everything().items()}


def _read(path: str, data: bytes) -> Any:
    if path.endswith((".yaml", ".yml")):
        return yaml.load(data, Loader=yaml.CSafeLoader)
    return json.loads(data) if path.endswith(".json") else data.decode()


def spoilable() -> Files:
    """Return files to spoil: what is changed is asked for as ``files[path]``."""
    return _Spoilable(clean())


@attrs.frozen
class Defect:
    """*find* returns what is wrong, in words; *plant* puts the defect into a copy of the files."""

    id: str
    find: Callable[[Files], list[str]]
    plant: Callable[[Files], object]
    files: Callable[[], Files] = clean
    """What it is found in; the copy is a deep one unless it is `clean`."""

    @property
    def module(self) -> str:
        """Return the module that it stands in."""
        return self.plant.__module__.rpartition(".")[2]

    def spoilt(self) -> Files:
        """Return a copy with the defect in it."""
        found = spoilable() if self.files is clean else copy.deepcopy(self.files())
        self.plant(found)
        return found


def objects(given: Files, *kinds: str, below: str = "kubernetes/") -> list[dict[str, Any]]:
    """Return the Kubernetes objects of *kinds*, or all but kustomizations."""
    return [
        body
        for path, body in given.items()
        if path.startswith(below)
        and "/config/" not in path
        and isinstance(body, dict)
        and body.get("kind", "Kustomization") != "Kustomization"
        and (not kinds or body["kind"] in kinds)
    ]


def pods(given: Files, *kinds: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return ``namespace/name`` of each workload of *kinds* (all by default), and its template."""
    every = ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")
    for one in objects(given, *(kinds or every)):
        spec = one["spec"]
        spec = spec["jobTemplate"]["spec"] if one["kind"] == "CronJob" else spec
        yield f"{one['metadata'].get('namespace', '')}/{one['metadata']['name']}", spec["template"]


def environments(given: Files) -> dict[str, str]:
    """Return the name of the folder of each environment by its namespace."""
    return {
        body["metadata"]["namespace"]: path.split("/")[1]
        for path, body in given.items()
        if path.startswith("kubernetes/") and path.endswith("/resourcequota-compute.yaml")
    }


def generated(given: Files) -> dict[tuple[str, str], set[str]]:
    """Return the keys of the ConfigMaps that kustomize makes, by namespace and name."""
    return {
        (made["namespace"], made["name"]): {one.rpartition("/")[2] for one in made["files"]}
        for path, body in given.items()
        if path.endswith("/kustomization.yaml")
        for made in body.get("configMapGenerator", ())
    }


def rules(given: Files) -> list[dict[str, Any]]:
    """Return every rule that Prometheus evaluates."""
    return [
        rule
        for path, body in given.items()
        if path.startswith("prometheus/rules/")
        for group in body["groups"]
        for rule in group["rules"]
    ]


def alerts(given: Files) -> list[dict[str, Any]]:
    """Return every rule that alerts."""
    return [rule for rule in rules(given) if "alert" in rule]


def prometheus(given: Files) -> dict[str, Any]:
    """Return the configuration of Prometheus."""
    found: dict[str, Any] = given["prometheus/prometheus.yml"]
    return found


def panels(given: Files) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every panel that draws something, and the file it is in."""
    for path, body in given.items():
        if path.startswith("grafana/dashboards/"):
            for panel in body.get("panels", ()):
                if panel.get("type") != "row":
                    yield path, panel


def exprs(given: Files) -> Iterator[tuple[str, str]]:
    """Return each query of rules and panels, and the name of what asks it."""
    for rule in rules(given):
        yield rule.get("alert", rule.get("record")), rule["expr"]
    for path, panel in panels(given):
        for target in panel.get("targets", ()):
            yield f"{path}: {panel['title']}", target.get("expr", "")


def selectors(expr: str) -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    """Return each metric of *expr* that has matchers: operator and value by label."""
    for name, inner in _METRIC.findall(expr):
        yield name, {label: (sign, value) for label, sign, value in _MATCHER.findall(inner)}


def texts(given: Files, ending: str = ".md") -> dict[str, str]:
    """Return the files that are text and whose names have *ending*."""
    return {path: body for path, body in given.items() if path.endswith(ending)}
