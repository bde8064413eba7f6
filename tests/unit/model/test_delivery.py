"""Delivery: each rule, with the keyword it blames and what it says."""

from __future__ import annotations

from typing import Any

import pytest

from observability import Folder, GitOps, Pipeline, Stage
from observability.model.definition import Definition
from tests.core_definitions import ENVIRONMENT, problems_of, valid

WRONG: list[tuple[type[Definition], dict[str, Any], str, str]] = [
    (Folder, {"cluster_kinds": ["namespace"]}, "cluster_kinds", "'namespace' is no kind of object"),
    (Folder, {"namespaces": ["My"]}, "namespaces", "namespaces 'My' is no DNS label"),
    (Stage, {"branch": "-x"}, "branch", "branch is '-x', which is no branch"),
    (GitOps, {"out": "/out"}, "out", "out is '/out', which is no relative path"),
    (GitOps, {"out": "../out"}, "out", "out is '../out', which is no relative path"),
    (GitOps, {"stages": []}, "stages", "stages is empty"),
    (
        GitOps,
        {"repository": "git@github.com:shop/shop"},
        "repository",
        "repository 'git@github.com:shop/shop' is no base URL",
    ),
    (
        Pipeline,
        {"images": "ghcr.io/Shop"},
        "images",
        "images 'ghcr.io/Shop' is no lower-case registry and owner",
    ),
    (Pipeline, {"token": "a b"}, "token", "'a b' is no name of an environment variable"),
    (Pipeline, {"smoke": ["api"]}, "smoke", "smoke 'api' is no base URL"),
]


@pytest.mark.parametrize(("kind", "change", "field", "message"), WRONG)
def test_what_is_wrong_is_said(
    kind: type[Definition], change: dict[str, Any], field: str, message: str
) -> None:
    """The first problem blames the keyword and says why."""
    first = problems_of(kind, **change)[0]

    assert (field, message) == (first.field, first.message)


def test_two_stages_share_nothing() -> None:
    """A second stage of an environment, or of a branch, would be no stage."""
    stages = [Stage(environment=ENVIRONMENT, branch="main")] * 2
    found = problems_of(GitOps, stages=stages)

    assert ["two stages have the same environment", "two stages have the same branch"] == [
        one.message for one in found
    ]


def test_what_is_shared_is_of_the_last_stage() -> None:
    """Folders follow the branch that users see."""
    assert "main" == valid(GitOps).branch
