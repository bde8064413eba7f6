"""Every object against Kubernetes' own schemas, in each version that is promised."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tests.custom_resources import is_custom
from tests.kubernetes_catalog import catalog, estate, objects

VERSIONS = ("1.33", "1.34", "1.35", "1.36", "1.37")
# The library looks only at the first word of a group, so the groups are named here in full.
GROUPS = {
    "Namespace": "v1",
    "ResourceQuota": "v1",
    "LimitRange": "v1",
    "StorageClass": "storage.k8s.io/v1",
    "PriorityClass": "scheduling.k8s.io/v1",
    "ConfigMap": "v1",
    "Job": "batch/v1",
    "CronJob": "batch/v1",
    "Service": "v1",
    "ServiceAccount": "v1",
    "Deployment": "apps/v1",
    "StatefulSet": "apps/v1",
    "HorizontalPodAutoscaler": "autoscaling/v2",
    "PodDisruptionBudget": "policy/v1",
    "NetworkPolicy": "networking.k8s.io/v1",
    "Ingress": "networking.k8s.io/v1",
    "DaemonSet": "apps/v1",
    "ClusterRole": "rbac.authorization.k8s.io/v1",
    "ClusterRoleBinding": "rbac.authorization.k8s.io/v1",
}


@cache
def _validator(version: str, kind: str) -> Draft202012Validator:
    """Return the strict validator; the library itself would read 4 MB for each object."""
    schemas = files("kubernetes_validate") / "kubernetes-json-schema"
    (folder,) = (
        one
        for one in schemas.iterdir()
        if one.name.startswith(f"v{version}.") and one.name.endswith("-local-strict")
    )
    group, _, number = GROUPS[kind].rpartition("/")
    name = "-".join(filter(None, [kind.lower(), group.partition(".")[0], number]))
    schema = json.loads((folder / f"{name}.json").read_text())
    return Draft202012Validator(schema, registry=_registry(folder.name))


@cache
def _registry(folder: str) -> Registry[Any]:
    path = files("kubernetes_validate") / "kubernetes-json-schema" / folder / "_definitions.json"
    definitions = Resource.from_contents(json.loads(path.read_text()))
    registry: Registry[Any] = definitions @ Registry()
    return registry


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("of", [catalog, estate])
def test_objects_match_the_schema(of: Any, version: str) -> None:
    """No object has an unknown field, lacks a required one, or has one of the wrong type."""
    found = [
        f"{path}: {error.json_path}: {error.message}"
        for path, one in objects(of()).items()
        if one["kind"] in GROUPS
        for error in _validator(version, one["kind"]).iter_errors(one)
    ]

    assert [] == found


@pytest.mark.parametrize("of", [catalog, estate])
def test_groups_are_spelled_in_full(of: Any) -> None:
    """The API group of each object is the one that serves its kind."""
    wrong = [
        (path, one["apiVersion"])
        for path, one in objects(of()).items()
        if one["apiVersion"] != GROUPS.get(one["kind"]) and not is_custom(one)
    ]

    assert [] == wrong


def test_schema_sees_an_unknown_field() -> None:
    """The judge is awake: a misspelt field is found in every version."""
    wrong = objects(catalog())["kubernetes/live/web/deployment.yaml"]
    wrong["spec"]["template"]["spec"]["containers"][0]["imagePullPolice"] = "Always"

    assert [False] * len(VERSIONS) == [
        _validator(version, "Deployment").is_valid(wrong) for version in VERSIONS
    ]
