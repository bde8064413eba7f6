"""Migrations and recommendations, as they are read back from the files."""

from __future__ import annotations

import re
from typing import Any

import attrs
import pytest

from observability import Component, Migration, Resources, SecretEnv
from observability.model.catalog import Catalog, join
from observability.model.service import Service
from tests.custom_resources import OURS, faults
from tests.kubernetes_catalog import (
    DATABASE,
    LIVE,
    PROJECT,
    STORE,
    WEB,
    catalog,
    objects,
    with_workload,
)
from tests.kubernetes_policies import Pod, allowed
from tests.kubernetes_security import violations

_MIGRATION = Migration(
    image="example.com/migrations:2.0-rc.1",
    command=["migrate", "up"],
    requests=Resources(cpu="100m", memory="64Mi"),
    secrets=[SecretEnv(name="DATABASE_URL", secret=DATABASE.name, key="url")],
)
_WEB = with_workload(WEB, migration=_MIGRATION)
_ALL = objects(catalog(_WEB))
_FOLDER = "kubernetes/live/web"
(_JOB,) = (one for one in _ALL.values() if one["kind"] == "Job")
_RECOMMENDER = Component(
    name="recommender",
    version="1",
    namespace="kube-system",
    provides=["autoscaling.k8s.io/VerticalPodAutoscaler"],
)


def _name(service: Service) -> str:
    of = objects(catalog(service)).values()
    return next(str(one["metadata"]["name"]) for one in of if one["kind"] == "Job")


def _recommended() -> Catalog:
    return join((_WEB, STORE, _RECOMMENDER), PROJECT)


def _labels(workload: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = workload["spec"]["template"]["metadata"]["labels"]
    return found


def test_migration_is_named_after_the_release() -> None:
    """A release has a job of its own, so that a job that is done is not run again."""
    assert re.fullmatch(r"web-migrate-2-0-rc-1-[0-9a-f]{6}", _JOB["metadata"]["name"])
    assert "ttlSecondsAfterFinished" not in _JOB["spec"]


@pytest.mark.parametrize(
    ("image", "ending"),
    [
        ("example.com:5000/m:V1_2", "-migrate-v1-2"),
        (f"example.com/m@sha256:{'ab' * 32}", f"-migrate-{'ab' * 12}"),
    ],
)
def test_name_is_made_of_the_tag_or_the_digest(image: str, ending: str) -> None:
    """Whatever tells images apart tells jobs apart, in characters that a name may have."""
    migration = Migration(image=image, command=["up"], requests=_MIGRATION.requests)

    assert f"web{ending}" == _name(with_workload(WEB, migration=migration)).rpartition("-")[0]


def test_migration_without_an_image_runs_that_of_the_service() -> None:
    """The release itself may know how to migrate."""
    migration = Migration(command=["up"], requests=_MIGRATION.requests)

    assert "web-migrate-1-0" == _name(with_workload(WEB, migration=migration)).rpartition("-")[0]


def test_the_job_has_one_name_in_every_environment() -> None:
    """What is promoted is the same, and is found under the same name."""
    trial = attrs.evolve(LIVE, name="trial", namespace="shop-trial", follows=LIVE)
    every = objects(join((_WEB, trial), PROJECT)).values()

    names = [one["metadata"]["name"] for one in every if one["kind"] == "Job"]
    assert [_JOB["metadata"]["name"]] * 2 == names


def test_a_job_that_is_to_run_otherwise_is_another() -> None:
    """No job can be changed: an API server would refuse it, and every later release with it."""
    other = attrs.evolve(_MIGRATION, requests=Resources(cpu="200m", memory="64Mi"))

    assert _name(_WEB) == _name(with_workload(WEB, migration=attrs.evolve(_MIGRATION)))
    assert _name(_WEB) != _name(with_workload(WEB, migration=other))


def test_migration_passes_restricted_and_runs_without_a_proxy() -> None:
    """It is held to the namespace's level; a proxy would keep it from ending."""
    assert [] == violations(_JOB["spec"]["template"]["spec"])
    assert "false" == _labels(_JOB)["sidecar.istio.io/inject"]


def test_migration_gets_no_requests_of_the_service() -> None:
    """Its pods carry another name, so neither the Service nor the scrape selects them."""
    selector = _ALL[f"{_FOLDER}/service.yaml"]["spec"]["selector"]

    assert not selector.items() <= _labels(_JOB).items()


def test_migration_reaches_the_stores_and_nobody_reaches_it() -> None:
    """It may call what the service may, and is called by nobody."""
    policies = [one for one in _ALL.values() if one["kind"] == "NetworkPolicy"]
    pod = Pod("shop-live", _labels(_JOB))
    store = Pod("shop-live", {"app.kubernetes.io/name": "store"})
    web = Pod("shop-live", {"app.kubernetes.io/name": "web"})

    assert allowed(policies, pod, "10.1.2.3", 5432)
    assert allowed(policies, pod, store, 8200)
    assert not allowed(policies, pod, web, 3000)
    assert not allowed(policies, web, pod, 3000)


def test_release_waits_for_its_migration() -> None:
    """Argo CD runs the job first, then rolls out what needs it; the rest does not wait."""
    waves = {
        one["kind"]: one["metadata"].get("annotations", {}).get("argocd.argoproj.io/sync-wave")
        for path, one in _ALL.items()
        if path.startswith(_FOLDER)
    }

    assert {"Job": "1", "Deployment": "2", "HorizontalPodAutoscaler": "2"} == {
        kind: wave for kind, wave in waves.items() if wave is not None
    }


def test_without_a_migration_nothing_waits() -> None:
    """There is no job, no policy for it, and no order."""
    of = objects(catalog(WEB))

    assert f"{_FOLDER}/networkpolicy-migrate.yaml" not in of
    assert [] == [one for one in of.values() if "annotations" in one["metadata"]]


def test_recommendations_change_nothing() -> None:
    """Where a component serves them, each workload gets recommendations, and only these."""
    found = {
        path: one
        for path, one in objects(_recommended()).items()
        if one["kind"] == "VerticalPodAutoscaler"
    }

    assert {"web": "Deployment", "store": "StatefulSet"} == {
        one["spec"]["targetRef"]["name"]: one["spec"]["targetRef"]["kind"] for one in found.values()
    }
    assert {"Off"} == {one["spec"]["updatePolicy"]["updateMode"] for one in found.values()}
    assert [[]] * len(found) == [faults(OURS, one) for one in found.values()]


def test_no_recommender_no_recommendations() -> None:
    """A kind that nobody serves is not written."""
    assert "VerticalPodAutoscaler" not in {one["kind"] for one in _ALL.values()}
