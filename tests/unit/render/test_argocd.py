"""Argo CD: shapes, what each project may touch, and the order of things."""

from __future__ import annotations

from typing import Any

import pytest

from observability.compile.project import compile_catalog
from observability.model.catalog import join
from observability.render.argocd import files
from tests.core_definitions import ENVIRONMENT, REQUESTS, valid
from tests.custom_resources import OURS, THEIRS, faults
from tests.estate_files import bodies, objects

# What belongs to no namespace, among the kinds that are written.
_OF_CLUSTER = {"Namespace", "StorageClass", "PriorityClass", "ClusterIssuer", "ClusterSecretStore"}
_OF_CLUSTER |= {"ClusterRole", "ClusterRoleBinding", "IngressClass", "GatewayClass"}


def _custom() -> list[dict[str, Any]]:
    every = bodies("argocd/")
    return objects(every, "Application") + objects(every, "AppProject")


def _by_name(kind: str) -> dict[str, dict[str, Any]]:
    return {one["metadata"]["name"]: one for one in objects(bodies("argocd/"), kind)}


@pytest.mark.parametrize(
    "one", _custom(), ids=lambda one: f"{one['kind']}-{one['metadata']['name']}"
)
def test_objects_have_the_shape_that_argo_cd_wants(one: dict[str, Any]) -> None:
    """Each object fits our schema, and the maker's where it is at hand."""
    assert [] == faults(OURS, one)
    assert (faults(THEIRS, one) or []) == []


def test_every_folder_has_one_application() -> None:
    """What is written for the cluster is applied, once."""
    folders = {f"out/{path.rpartition('/')[0]}" for path in bodies("kubernetes/")}
    tops = {"/".join(one.split("/")[:3]) for one in folders} - {"out/kubernetes"}
    applied = [one["spec"]["source"]["path"] for one in _by_name("Application").values()]

    assert sorted([*tops, "out/argocd/applications"]) == sorted(applied)


def test_projects_allow_what_their_folders_hold_and_no_more() -> None:
    """Each object's namespace is a destination, and each kind of the cluster is listed."""
    projects = _by_name("AppProject")
    for name, application in _by_name("Application").items():
        spec = projects[application["spec"]["project"]]["spec"]
        path = application["spec"]["source"]["path"].removeprefix("out/")
        held = [
            one
            for file, one in bodies(f"{path}/").items()
            if "/config/" not in file and one["kind"] != "Kustomization"
        ]
        allowed = {one["namespace"] for one in spec["destinations"]} - {""}
        used = {one["metadata"].get("namespace") for one in held} - {None}
        kinds = {one["kind"] for one in held} & _OF_CLUSTER

        assert (name, allowed) == (name, used)
        assert kinds == {one["kind"] for one in spec["clusterResourceWhitelist"]}


def test_a_change_reaches_users_last() -> None:
    """Staging is the head of main; production, and what is shared, is what was promoted."""
    branches = {
        name: one["spec"]["source"]["targetRevision"]
        for name, one in _by_name("Application").items()
    }

    assert {
        "root": "production",
        "cluster": "production",
        "monitoring": "production",
        "staging": "main",
        "production": "production",
    } == branches


def test_without_autoscalers_nothing_is_ignored() -> None:
    """Differences are ignored only where something else sets the value."""
    from observability import GitOps, Project

    project = valid(Project)
    plan = compile_catalog(join([valid(GitOps), project, REQUESTS], project))
    made = {one.path: one.body for one in files.render(plan)}

    path = f"argocd/applications/application-{ENVIRONMENT.name}.yaml"
    assert "ignoreDifferences" not in made[path]["spec"]


def test_without_gitops_nothing_is_written() -> None:
    """A project that says nothing of Argo CD has none of its files."""
    from observability import Project

    project = valid(Project)

    assert () == files.render(compile_catalog(join([project, REQUESTS], project)))


def test_retries_are_the_guides() -> None:
    """Five times, from 5 s on, twice as long each time, at most 3 minutes."""
    retry = {
        "limit": 5,
        "backoff": {"duration": "5s", "factor": 2, "maxDuration": "3m"},
    }

    for one in _by_name("Application").values():
        assert retry == one["spec"]["syncPolicy"]["retry"]
