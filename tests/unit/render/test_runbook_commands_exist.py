"""Every command of every page of this repository names what exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.estate_files import bodies
from tests.terraform_files import calls

_KINDS = {
    "deployment": "Deployment",
    "statefulset": "StatefulSet",
    "hpa": "HorizontalPodAutoscaler",
    "vpa": "VerticalPodAutoscaler",
    "cronjob": "CronJob",
}
_FENCE = re.compile(r"^```(?:bash|sh)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"\$\((.*?)\)")


@cache
def _objects() -> tuple[dict[str, Any], ...]:
    found = [one for one in bodies("kubernetes/").values() if isinstance(one, dict)]
    return tuple(one for one in found if "metadata" in one)


@cache
def _lines() -> tuple[str, ...]:
    """Return each command of a shell block, those within ``$(…)`` apart."""
    texts = [body for body in bodies("runbooks/").values() if isinstance(body, str)]
    lines = [line for text in texts for block in _FENCE.findall(text) for line in block.split("\n")]
    every = [part for line in lines for part in (line, *_INLINE.findall(line))]
    return tuple(dict.fromkeys(one for one in every if one))


def _kubectl() -> list[list[str]]:
    return [shlex.split(one) for one in _lines() if one.startswith("kubectl ")]


def _option(words: list[str], *names: str) -> str:
    return next((words[at + 1] for at, one in enumerate(words) if one in names), "")


def _named(kind: str, name: str, namespace: str) -> dict[str, Any]:
    return next(
        (
            one
            for one in _objects()
            if (one["kind"], one["metadata"]["name"]) == (kind, name)
            and one["metadata"].get("namespace", "") == namespace
        ),
        {},
    )


def _targets(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the kind and the name of each object that a command names."""
    for at, word in enumerate(words):
        kind, slash, name = word.partition("/")
        if slash and kind in _KINDS:
            yield _KINDS[kind], name
        elif word in _KINDS and words[at + 1 : at + 3][-1:]:
            rest = [one for one in words[at + 1 :] if one != "-n"]
            if len(rest) > 1:
                yield _KINDS[word], rest[-1]


def _templates(namespace: str) -> list[dict[str, Any]]:
    """Return the pod templates of *namespace*."""
    specs = [
        one["spec"].get("jobTemplate", one)["spec"]
        for one in _objects()
        if one["metadata"].get("namespace") == namespace and isinstance(one.get("spec"), dict)
    ]
    return [one["template"] for one in specs if "template" in one]


def test_there_is_something_to_judge() -> None:
    """Commands of each kind are found."""
    assert {"kubectl", "aws"} <= {one.split()[0] for one in _lines()}
    assert {"Deployment", "HorizontalPodAutoscaler", "CronJob"} <= {
        kind for words in _kubectl() for kind, _ in _targets(words)
    }


def test_every_namespace_exists() -> None:
    """And each command about pods names one: without it kubectl looks into another."""
    known = {one["metadata"]["name"] for one in _objects() if one["kind"] == "Namespace"}
    missing = [
        words
        for words in _kubectl()
        if _option(words, "-n") not in known
        and "nodes" not in words
        and "--all-namespaces" not in words
    ]

    assert [] == missing


def test_every_object_exists() -> None:
    """The kind, the name and the namespace are those of a file."""
    missing = [
        (kind, name)
        for words in _kubectl()
        for kind, name in _targets(words)
        if not _named(kind, name, _option(words, "-n"))
    ]

    assert [] == missing


def test_every_container_is_in_the_pods() -> None:
    """What ``-c`` names is a container of the workload."""
    missing = [
        words
        for words in _kubectl()
        for kind, name in _targets(words)
        if (container := _option(words, "-c"))
        and container
        not in {
            one["name"]
            for one in _named(kind, name, _option(words, "-n"))["spec"]["template"]["spec"][
                "containers"
            ]
        }
    ]

    assert [] == missing


def test_every_selector_selects() -> None:
    """Pods with the labels are made in the namespace, or nodes in a group of that name."""
    groups = calls()["eks"]["eks_managed_node_groups"]
    for words in _kubectl():
        key, _, value = _option(words, "-l").partition("=")
        if key == "eks.amazonaws.com/nodegroup":
            assert value in groups
        elif key:
            labels = [one["metadata"]["labels"] for one in _templates(_option(words, "-n"))]
            assert [one for one in labels if one.get(key) == value], words


@pytest.mark.parametrize(
    ("option", "argument"),
    [
        ("--db-instance-identifier", "identifier"),
        ("--replication-group-id", "replication_group_id"),
        ("--cluster-name", "name"),
    ],
)
def test_what_the_provider_runs_is_called_as_terraform_calls_it(option: str, argument: str) -> None:
    """Each identifier is one that Terraform gives."""
    made = {one[argument] for one in calls().values() if argument in one}
    named = {_option(shlex.split(one), option) for one in _lines() if one.startswith("aws ")} - {""}

    assert named
    assert named <= made


def test_every_node_group_is_one_of_terraform() -> None:
    """Without a generated suffix, too."""
    groups = calls()["eks"]["eks_managed_node_groups"]
    named = {_option(shlex.split(one), "--nodegroup-name") for one in _lines()} - {""}

    assert named == set(groups)
    assert not any(one["use_name_prefix"] for one in groups.values())


def test_what_may_change_something_is_a_session_alone() -> None:
    """All other commands read; a session with a store is opened in a pod, or beside one."""
    reads = {"get", "describe", "logs", "top", "rollout"}
    others = {words[1] for words in _kubectl()} - reads
    debugging = [words for words in _kubectl() if words[1] == "debug"]

    assert {"exec", "debug"} == others
    assert all("--profile=restricted" in words for words in debugging)


def test_the_scaling_page_has_the_numbers_of_the_manifests() -> None:
    """Of each autoscaler its least and its most, of each group of nodes its sizes."""
    page = bodies()["runbooks/scaling.md"]

    for one in _objects():
        if one["kind"] == "HorizontalPodAutoscaler":
            name, spec = one["metadata"]["name"], one["spec"]
            pods = f"{spec['minReplicas']} to {spec['maxReplicas']}"
            assert f"`deployment/{name}` | {pods} |" in page
    for name, group in calls()["eks"]["eks_managed_node_groups"].items():
        sizes = " | ".join(str(group[f"{one}_size"]) for one in ("min", "desired", "max"))
        assert re.search(rf"\| {name} \|.* \| {re.escape(sizes)} \|", page)


def test_the_issues_of_the_guide_have_pages() -> None:
    """Memory for whatever has pods, connections and slow queries for PostgreSQL."""
    pages = bodies("runbooks/")

    assert "## High memory use" in pages["runbooks/service-learning-orchestrator.md"]
    assert "## No connections left" in pages["runbooks/service-postgres.md"]
    assert "interval '10 minutes'" in pages["runbooks/service-postgres.md"]
    assert "from 1000 ms on" in pages["runbooks/service-postgres.md"]
