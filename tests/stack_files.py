"""The monitoring stack of the estate: its objects, and the files in its pods as they are mounted."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from observability.compile.project import compile_catalog
from observability.render.targets import render
from observability.serialize.bytes import to_bytes
from tests.kubernetes_catalog import ROOT, estate

__all__ = ["STACK", "everything", "mounted", "stack", "workload"]

STACK = "kubernetes/monitoring/"


@cache
def everything() -> dict[str, bytes]:
    """Return the bytes of every file that is generated for this repository, by path."""
    return {one.path: to_bytes(one, str(ROOT)) for one in render(compile_catalog(estate()))}


@cache
def stack() -> dict[str, dict[str, Any]]:
    """Return the objects of the stack by path; neither kustomizations nor what pods read."""
    paths = [path for path in everything() if path.startswith(STACK) and "/config/" not in path]
    read = {path: yaml.safe_load(everything()[path]) for path in paths}
    return {path: one for path, one in read.items() if one["kind"] != "Kustomization"}


def workload(name: str) -> dict[str, Any]:
    """Return the workload of the program *name*."""
    kinds = ("deployment", "statefulset", "daemonset")
    paths = [f"{STACK}{name}/{kind}.yaml" for kind in kinds]
    return next(stack()[path] for path in paths if path in stack())


def _maps(name: str) -> dict[str, dict[str, bytes]]:
    """Return the ConfigMaps that kustomize makes in the folder of *name*, with their keys."""
    made = yaml.safe_load(everything()[f"{STACK}{name}/kustomization.yaml"])
    return {
        one["name"]: {
            file.rpartition("/")[2]: everything()[f"{STACK}{name}/{file}"] for file in one["files"]
        }
        for one in made.get("configMapGenerator", ())
    }


def mounted(name: str) -> dict[str, bytes]:
    """Return what a container of *name* finds below its mounts; a Secret's file has its key in it.

    Raises:
        KeyError: If a volume refers to a ConfigMap or a key that nothing makes.
    """
    spec = workload(name)["spec"]["template"]["spec"]
    places = {one["name"]: one["mountPath"] for one in spec["containers"][0]["volumeMounts"]}
    found: dict[str, bytes] = {}
    for volume in spec.get("volumes", ()):
        for path, content in _shown(volume, _maps(name)).items():
            found[f"{places[volume['name']]}/{path}"] = content
    return found


def _shown(volume: dict[str, Any], maps: dict[str, dict[str, bytes]]) -> dict[str, bytes]:
    if "configMap" in volume:
        return maps[volume["configMap"]["name"]]
    found: dict[str, bytes] = {}
    for source in volume.get("projected", {}).get("sources", ()):
        if "configMap" in source:
            keys = maps[source["configMap"]["name"]]
            found |= {item["path"]: keys[item["key"]] for item in source["configMap"]["items"]}
        else:
            secret = source["secret"]
            found |= {item["path"]: item["key"].encode() for item in secret["items"]}
    return found
