"""Argo CD: shapes, what each project may touch, and the order of things."""

from __future__ import annotations

import re
from typing import Any

import pytest

from observability import Component
from observability.compile.project import compile_catalog
from observability.model.catalog import join
from observability.render.argocd import files
from tests.core_definitions import ENVIRONMENT, REQUESTS, valid
from tests.custom_resources import OURS, THEIRS, faults
from tests.estate_files import bodies, objects
from tests.terraform_files import ROOT, calls, estate

# What belongs to no namespace, among the kinds that are written.
_OF_CLUSTER = {"Namespace", "StorageClass", "PriorityClass", "ClusterIssuer", "ClusterSecretStore"}
_OF_CLUSTER |= {"ClusterRole", "ClusterRoleBinding", "IngressClass", "GatewayClass"}


def _custom() -> list[dict[str, Any]]:
    every = bodies("argocd/")
    return objects(every, "Application") + objects(every, "AppProject")


def _folders() -> dict[str, dict[str, Any]]:
    """Return the applications of our own folders."""
    every = _by_name("Application")
    return {name: one for name, one in every.items() if "source" in one["spec"]}


def _installing() -> dict[str, dict[str, Any]]:
    """Return the applications of the programs of others."""
    every = _by_name("Application")
    return {name: one for name, one in every.items() if "sources" in one["spec"]}


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
    applied = [one["spec"]["source"]["path"] for one in _folders().values()]

    assert sorted([*tops, "out/argocd/applications"]) == sorted(applied)


def test_projects_allow_what_their_folders_hold_and_no_more() -> None:
    """Each object's namespace is a destination, and each kind of the cluster is listed."""
    projects = _by_name("AppProject")
    for name, application in _folders().items():
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
    branches = {name: one["spec"]["source"]["targetRevision"] for name, one in _folders().items()}

    assert {
        "root": "production",
        "cluster": "production",
        "monitoring": "production",
        "staging": "main",
        "production": "production",
    } == branches


def test_every_component_is_installed_or_there_before() -> None:
    """Argo CD can not install itself; everything else is an application."""
    components = {one.name for one in estate().cluster if isinstance(one, Component)}

    assert components - {"argo-cd"} == set(_installing())


def test_the_docs_install_the_declared_version_of_argo_cd() -> None:
    """It is typed by hand, once."""
    text = (ROOT / "docs" / "delivery.md").read_text(encoding="utf-8")
    (version,) = (
        one.version
        for one in estate().cluster
        if isinstance(one, Component) and one.name == "argo-cd"
    )

    assert [version] == re.findall(r"argo-cd/manifests/\S+\?ref=v([\d.]+)", text)


def test_what_the_provider_installs_is_no_component() -> None:
    """An addon of the cluster would be there twice."""
    addons = set(calls()["eks"]["addons"])

    assert not addons & {one.name for one in estate().cluster}


def test_components_come_before_what_needs_them() -> None:
    """Their wave is below that of every folder, and their projects are there before."""
    waves = {
        (one["kind"], name): int(one["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"])
        for kind in ("Application", "AppProject")
        for name, one in _by_name(kind).items()
        if "annotations" in one["metadata"]
    }
    folders = [waves["Application", name] for name in _folders() if name != "root"]
    installing = {waves["Application", name] for name in _installing()}

    assert 1 == len(installing)
    assert waves["AppProject", "components"] < installing.pop() < min(folders)


def test_values_are_files_that_are_written() -> None:
    """Each is below the output folder of our repository, which is one of the sources."""
    named = [
        (one["spec"]["sources"][-1], file)
        for one in _installing().values()
        for source in one["spec"]["sources"]
        for file in source.get("helm", {}).get("valueFiles", [])
    ]
    written = {file.removeprefix("$ours/out/") for _, file in named}

    assert {"istio/values.yaml", "ingress-nginx/values.yaml"} == written
    assert written <= set(bodies())
    assert {"ours"} == {ours["ref"] for ours, _ in named}


def test_namespaces_are_labelled_alike_by_both_who_make_them() -> None:
    """By the application of the component, and by the folder of the cluster."""
    for one in _installing().values():
        policy, namespace = one["spec"]["syncPolicy"], one["spec"]["destination"]["namespace"]
        path = f"kubernetes/cluster/namespace-{namespace}.yaml"
        made = "CreateNamespace=true" in policy["syncOptions"]

        assert made is (path in bodies())
        if made:
            labels = bodies()[path]["metadata"]["labels"]
            assert labels == policy["managedNamespaceMetadata"]["labels"]


def test_the_project_of_the_components_takes_their_repositories_alone() -> None:
    """What is not declared can not be installed through it."""
    allowed = set(_by_name("AppProject")["components"]["spec"]["sourceRepos"])
    used = {
        source["repoURL"] for one in _installing().values() for source in one["spec"]["sources"]
    }

    assert used == allowed
    assert all(one.startswith("https://") for one in allowed)


def test_roles_of_controllers_are_those_of_terraform() -> None:
    """Each role that a chart is told of is made."""
    made = {one["name"] for one in calls().values() if "oidc_providers" in one}
    told = {
        parameter["value"].rpartition("/")[2]
        for one in _installing().values()
        for source in one["spec"]["sources"]
        for parameter in source.get("helm", {}).get("parameters", [])
        if parameter["value"].startswith("arn:")
    }

    assert {"quizmentor-prod-cluster-autoscaler", "quizmentor-prod-external-secrets"} == told
    assert told <= made


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


def test_applications_take_their_objects_with_them() -> None:
    """An API server warns about names without a path; a project knows none with one."""
    name = "resources-finalizer.argocd.argoproj.io"
    expected = {"Application": {f"{name}/foreground"}, "AppProject": {name}}

    assert expected == {
        kind: {last for one in _by_name(kind).values() for last in one["metadata"]["finalizers"]}
        for kind in expected
    }
