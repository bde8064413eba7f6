"""Roles in the cloud: what Terraform trusts is what the manifests run as."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

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
    places = ("quizmentor-prod", "quizmentor-staging")
    assert {f"{place}:{name}" for place in places for name in names} == set(trusted)
    assert trusted == named


def test_environments_share_no_bucket_and_no_queue() -> None:
    """What staging's pods may touch is staging's: a test there loses nothing that is kept."""
    touched: dict[str, set[str]] = {}
    for one in calls().values():
        for account in (
            one["oidc_providers"]["main"]["namespace_service_accounts"]
            if "permissions" in one
            else ()
        ):
            place = account.partition(":")[0]
            resources = [text for p in one["permissions"].values() for text in p["resources"]]
            touched.setdefault(place, set()).update(str(text) for text in resources)

    production, staging = touched["quizmentor-prod"], touched["quizmentor-staging"]
    assert set() == production & staging
    assert all("staging" in one for one in staging)


def test_copies_go_to_the_bucket_that_the_role_admits() -> None:
    """The job of each environment is told the name of a bucket that its role may write to."""
    for place, folder in (("prod", "production"), ("staging", "staging")):
        for store in ("postgres", "redis"):
            (job,) = objects(bodies(f"kubernetes/{folder}/{store}/"), "CronJob")
            (pod,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
            env = {one["name"]: one.get("value") for one in pod["env"]}
            name = f"{'' if place == 'prod' else 'staging_'}{store}_backup_role"

            assert f"quizmentor-{place}-backups" == env["BUCKET"]
            assert env["BUCKET"].replace("-", "_") in str(calls()[name]["permissions"])


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


def _readable() -> list[str]:
    """Return the patterns of the secrets that what fetches them may read."""
    arns = calls()["external_secrets_role"]["external_secrets_secrets_manager_arns"]
    kept = f"arn:aws:secretsmanager:us-east-1:{_given().account}:secret:"
    assert [] == [one for one in arns if not one.startswith(kept)]
    return [one.removeprefix(kept) for one in arns]


def _fetched() -> set[str]:
    return {
        one["remoteRef"]["key"]
        for body in objects(bodies("kubernetes/"), "ExternalSecret")
        for one in body["spec"]["data"]
    }


def test_every_secret_that_is_fetched_may_be_read() -> None:
    """Of each environment, and of the monitoring stack."""
    lost = [one for one in _fetched() if not any(fnmatchcase(one, path) for path in _readable())]

    assert _fetched()
    assert [] == lost


def test_no_other_secret_of_the_account_may_be_read() -> None:
    """Neither another estate's, nor what the provider or Terraform keeps, nor all of them."""
    strangers = ("rds!db-1", "quizmentor-prod/redis-auth-token", "payroll/production/key", "x")
    read = [one for one in strangers for path in _readable() if fnmatchcase(one, path)]
    idle = [path for path in _readable() if not any(fnmatchcase(one, path) for one in _fetched())]

    assert [] == read
    assert [] == idle


def test_addons_move_when_somebody_moves_them() -> None:
    """Each has the version that is written; none takes what is the newest on the day."""
    addons = calls()["eks"]["addons"]

    assert dict(_given().addons) == {name: one["addon_version"] for name, one in addons.items()}
    assert [] == [name for name, one in addons.items() if "most_recent" in one]


def test_a_workflow_grants_writing_to_single_jobs_alone() -> None:
    """A job that needs no token of the cloud, and one that is added later, is not given any."""
    wide = {
        f"{path}: {scope}"
        for path, body in bodies("github/workflows/").items()
        for scope, level in body["permissions"].items()
        if level == "write"
    }

    assert set() == wide
