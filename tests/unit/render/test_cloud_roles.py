"""Roles in the cloud: what Terraform trusts is what the manifests run as."""

from __future__ import annotations

import re

from observability.model.infrastructure import Infrastructure
from observability.render.terraform.cluster import CONTROLLERS
from tests.estate_files import bodies, objects
from tests.terraform_files import calls, estate

_ANNOTATION = "eks.amazonaws.com/role-arn"


def _given() -> Infrastructure:
    (given,) = estate().infrastructures
    return given


def test_accounts_name_the_roles_that_trust_them() -> None:
    """Each role of a service is named by exactly the account that its trust names."""
    named = {
        f"{one['metadata']['namespace']}:{one['metadata']['name']}": one["metadata"]["annotations"][
            _ANNOTATION
        ]
        for one in objects(bodies("kubernetes/"), "ServiceAccount")
        if _ANNOTATION in one["metadata"].get("annotations", {})
    }
    trusted = {
        account: f"arn:aws:iam::{_given().account}:role/{one['name']}"
        for one in calls().values()
        if "permissions" in one
        for account in one["oidc_providers"]["main"]["namespace_service_accounts"]
    }

    names = ("analytics", "batch-processor", "postgres-backup", "redis-backup")
    assert {f"quizmentor-prod:{name}" for name in names} == set(trusted)
    assert trusted == named


def test_the_workflow_takes_the_role_that_trusts_it() -> None:
    """The role to plan with is the one that Terraform makes for pull requests."""
    text = str(bodies("github/")["github/workflows/plan-quizmentor-prod.yml"])
    role = calls()["github_plan_role"]

    assert [f"arn:aws:iam::{_given().account}:role/{role['name']}"] == re.findall(
        r"arn:aws:iam::\d+:role/[\w-]+", text
    )
    assert ["quizmentor/quizmentor:pull_request"] == role["oidc_subjects"]


def test_every_controller_with_a_role_is_a_component_or_an_addon() -> None:
    """A role without the program that takes it would be a door without a house."""
    programs = {one.name for one in estate().cluster} | set(calls()["eks"]["addons"])
    taken = {next((one for one in programs if name in one), name) for name in CONTROLLERS}

    assert taken <= programs


def test_statements_have_names_that_iam_takes() -> None:
    """The name of a statement is its Sid: letters and digits, nothing else."""
    names = [name for one in calls().values() for name in one.get("permissions", {})]

    assert "SendQuizmentorProdJobs" in names
    assert [] == [name for name in names if not re.fullmatch(r"[A-Za-z0-9]+", name)]


def test_a_workflow_grants_writing_to_single_jobs_alone() -> None:
    """A job that needs no token of the cloud, and one that is added later, is not given any."""
    wide = {
        f"{path}: {scope}"
        for path, body in bodies("github/workflows/").items()
        for scope, level in body["permissions"].items()
        if level == "write"
    }

    assert set() == wide
