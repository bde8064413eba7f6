"""Backups: jobs, connections, secrets and the page, as they are read back from the files."""

from __future__ import annotations

from typing import Any

import attrs

from observability import (
    Backup,
    Environment,
    External,
    Resources,
    SecretEnv,
    SecretStore,
    Service,
    days,
    hours,
    minutes,
)
from observability.compile.project import compile_catalog
from observability.compile.scrape import scrape
from observability.model.catalog import Catalog, join
from observability.render import runbooks
from tests.kubernetes_catalog import LIVE, PROJECT, STORE, WEB, estate, objects
from tests.kubernetes_policies import Pod, allowed
from tests.kubernetes_security import violations

_HOME = attrs.evolve(
    LIVE, secrets=SecretStore(name="vault", region="eu-west-1", account="vaults/reader")
)
_TRIAL = Environment(name="trial", namespace="shop-trial", cluster="shop", follows=_HOME)
_STORE = attrs.evolve(STORE, environment=_HOME)
_BUCKET = Service(
    name="bucket",
    team=STORE.team,
    environment=_HOME,
    description="Keeps copies.",
    workload=External(port=443, cidrs=["10.8.0.0/24"]),
)
_BACKUP = Backup(
    service=_STORE,
    to=_BUCKET,
    image="example.com/backup:1.0",
    command=["backup", "store"],
    requests=Resources(cpu="10m", memory="16Mi"),
    env={"KEEP": "7d"},
    secrets=[SecretEnv(name="PASSWORD", secret="store", key="password")],
    every=hours(1),
    takes=minutes(10),
    keep=days(7),
    rpo=hours(2),
    rto=hours(2),
    restores=hours(1),
    restore=["Load the newest copy."],
)


def _catalog() -> Catalog:
    web = attrs.evolve(WEB, environment=_HOME, depends_on=[_STORE])
    return join((web, _BACKUP, _TRIAL), PROJECT)


_ALL = objects(_catalog())
_JOB = _ALL["kubernetes/live/store/cronjob-backup.yaml"]


def _pod(job: dict[str, Any]) -> Pod:
    metadata = job["spec"]["jobTemplate"]["spec"]["template"]["metadata"]
    return Pod(job["metadata"]["namespace"], metadata["labels"])


def test_job_runs_on_schedule_and_gives_up_in_time() -> None:
    """A copy waits for the one before, and ends before it is later than declared."""
    spec = _JOB["spec"]

    assert ("0 */1 * * *", "Etc/UTC", "Forbid") == (
        spec["schedule"],
        spec["timeZone"],
        spec["concurrencyPolicy"],
    )
    assert 600 == spec["jobTemplate"]["spec"]["activeDeadlineSeconds"]


def test_job_passes_restricted_and_has_an_account_of_its_own() -> None:
    """What may write to the bucket is the copy, and not the store."""
    spec = _JOB["spec"]["jobTemplate"]["spec"]["template"]["spec"]

    assert [] == violations(spec)
    assert "store-backup" == spec["serviceAccountName"]
    assert (
        "store-backup"
        == _ALL["kubernetes/live/store/serviceaccount-backup.yaml"]["metadata"]["name"]
    )


def test_job_is_found_by_the_name_that_the_runbook_says() -> None:
    """The jobs of the schedule carry its name, and no Service selects their pods."""
    labels = _JOB["spec"]["jobTemplate"]["metadata"]["labels"]
    selector = _ALL["kubernetes/live/store/service.yaml"]["spec"]["selector"]

    assert _BACKUP.name == labels["app.kubernetes.io/name"] == _JOB["metadata"]["name"]
    assert not selector.items() <= _pod(_JOB).labels.items()


def test_every_environment_is_backed_up() -> None:
    """A store that runs elsewhere, too, is copied there by its own job."""
    assert (
        "shop-trial" == _ALL["kubernetes/trial/store/cronjob-backup.yaml"]["metadata"]["namespace"]
    )


def test_job_reaches_the_store_and_the_bucket_alone() -> None:
    """Of its own environment, and nobody reaches the job."""
    policies = [one for one in _ALL.values() if one["kind"] == "NetworkPolicy"]
    job = _pod(_JOB)
    store, web, trial = (
        Pod(namespace, {"app.kubernetes.io/name": name})
        for namespace, name in (
            ("shop-live", "store"),
            ("shop-live", "web"),
            ("shop-trial", "store"),
        )
    )

    assert allowed(policies, job, store, 8200)
    assert allowed(policies, job, "10.8.0.7", 443)
    assert not allowed(policies, job, web, 3000)
    assert not allowed(policies, job, trial, 8200)
    assert not allowed(policies, web, job, 443)


def test_secrets_of_the_job_are_brought() -> None:
    """What the copy needs to know is fetched like all other secrets."""
    secret = _ALL["kubernetes/live/externalsecret-store.yaml"]

    assert ["password"] == [item["secretKey"] for item in secret["spec"]["data"]]


def test_what_has_no_exporter_is_not_scraped() -> None:
    """A bucket is called, and measured by nobody."""
    found = scrape(_catalog())
    assert found is not None

    assert "bucket" not in [job.name for job in (*found.jobs, *found.discovered)]


def test_page_tells_every_promise_and_every_step() -> None:
    """The page of the estate has what was agreed, and what to do, for each store."""
    plan = compile_catalog(estate())
    (page,) = (one for one in runbooks.render(plan) if one.path == "runbooks/disaster-recovery.md")

    for backup in plan.catalog.backups:
        promise = f"| {backup.rpo} | {backup.loss} | {backup.rto} | {backup.restores} |"
        assert promise in page.body
        assert all(step in page.body for step in backup.restore)
        assert f"kubectl get cronjob -n {backup.service.namespace} {backup.name}" in page.body


def test_every_backup_of_the_estate_is_watched() -> None:
    """For each there is an alert on the age of its newest copy."""
    plan = compile_catalog(estate())
    watched = {alert.labels["service"] for alert in plan.alerts if "BackupTooOld" in alert.alert}

    assert {backup.service.name for backup in plan.catalog.backups} == watched
