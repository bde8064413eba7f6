"""What runs in which environment."""

from __future__ import annotations

import attrs
import pytest

from observability import (
    Deployment,
    Environment,
    External,
    PriorityClass,
    Resources,
    Service,
    Size,
)
from observability.base.errors import DefinitionError
from observability.compile.network import edges, peer
from observability.compile.placement import placements, workload_in
from observability.compile.scrape import scrape
from observability.model.catalog import Catalog, join
from tests.kubernetes_catalog import (
    DATABASE,
    EDGE,
    LIVE,
    PROJECT,
    STORE,
    WEB,
    WORKER,
    objects,
    prometheus,
    with_workload,
)

TRIAL = Environment(
    name="trial",
    namespace="shop-trial",
    cluster="shop",
    follows=LIVE,
    size=Size(replicas=1, maximum=3, requests=50),
)
REVIEW = Environment(name="review", namespace="shop-review", cluster="shop", follows=TRIAL)
OTHER = External(exporter="trial.example.com:9187", port=5433, cidrs=["10.9.0.0/16"])
MOVED = attrs.evolve(DATABASE, elsewhere={TRIAL: OTHER})


def _catalog(*services: Service) -> Catalog:
    return join((*services, REVIEW), PROJECT)


def _placed(catalog: Catalog, name: str, environment: Environment) -> Service:
    (found,) = (
        one for one in placements(catalog) if (one.name, one.environment) == (name, environment)
    )
    return found


def test_followed_services_run_again() -> None:
    """Each service is there once an environment, those that follow at second hand included."""
    found = [(one.environment.name, one.name) for one in placements(_catalog(WORKER))]

    assert [
        (environment, service)
        for environment in ("live", "trial", "review")
        for service in ("database", "worker")
    ] == found


def test_home_is_left_as_it_is() -> None:
    """At home the very service runs that was defined."""
    catalog = _catalog(WORKER)

    assert list(catalog.services) == [one for one in placements(catalog) if one.environment is LIVE]


def test_nobody_follows_nothing_changes() -> None:
    """Without an environment that follows, the placements are the services."""
    catalog = join((EDGE, WORKER), PROJECT)

    assert catalog.services == placements(catalog)


def test_a_copy_has_no_priority_over_what_it_copies() -> None:
    """What makes way goes on to do so; what goes last at home is no more than others elsewhere."""
    high, low = (
        PriorityClass(name=f"class-{value}", value=value, description="Some.")
        for value in (1000, -1000)
    )
    found = _catalog(with_workload(WEB, priority=high), with_workload(WORKER, priority=low))

    assert [(high, low), (None, low), (None, low)] == [
        tuple(
            getattr(_placed(found, name, there).workload, "priority", None)
            for name in ("web", "worker")
        )
        for there in (LIVE, TRIAL, REVIEW)
    ]


def test_size_shrinks_requests_and_replicas_alone() -> None:
    """Requests and numbers of pods shrink; limits stay, said or not."""
    web, at_home = _placed(_catalog(WEB), "web", TRIAL).workload, WEB.workload
    assert isinstance(web, Deployment)
    assert isinstance(at_home, Deployment)
    assert web.autoscaling is not None

    assert (1, 3) == (web.autoscaling.minimum, web.autoscaling.maximum)
    assert Resources(cpu="50m", memory="32Mi", cpu_limit="100m", memory_limit="128Mi") == (
        web.requests
    )
    assert at_home.image == web.image


def test_a_small_workload_does_not_grow() -> None:
    """The size is an upper bound."""
    many = attrs.evolve(TRIAL, size=Size(replicas=9, maximum=9, requests=100))

    assert workload_in(WEB, many) == attrs.evolve(
        WEB.workload, requests=attrs.evolve(WEB.workload.requests, cpu_limit="100m")
    )


def test_a_request_never_vanishes() -> None:
    """One percent of little is still something that a scheduler can count."""
    tiny = attrs.evolve(TRIAL, size=Size(requests=1))
    workload = workload_in(WORKER, tiny)
    assert isinstance(workload, Deployment)

    assert ("1m", "1Mi") == (str(workload.requests.cpu), str(workload.requests.memory))


def test_elsewhere_is_taken_as_written_and_handed_on() -> None:
    """What is written for an environment runs there, and in those that follow it."""
    catalog = _catalog(MOVED)

    assert [OTHER, OTHER] == [_placed(catalog, "database", one).workload for one in (TRIAL, REVIEW)]


def test_dependencies_are_those_of_the_environment() -> None:
    """A service calls what its dependency is there, at the port it has there."""
    worker = attrs.evolve(WORKER, depends_on=[MOVED])
    away = _placed(_catalog(worker), "worker", TRIAL)
    found = [one for one in edges(_catalog(worker)) if one.client == peer(away)]

    assert [(peer(_placed(_catalog(MOVED), "database", TRIAL)), 5433)] == [
        (one.server, one.port) for one in found
    ]


def test_environments_do_not_reach_each_other() -> None:
    """No policy of one environment names the namespace of another."""
    for path, one in objects(_catalog(EDGE)).items():
        own = one["metadata"].get("namespace")
        if one["kind"] == "NetworkPolicy":
            others = {"shop-live", "shop-trial", "shop-review"} - {own}

            assert [] == [other for other in others if other in str(one["spec"])], path


def test_every_environment_has_every_object() -> None:
    """Away from home the same files are there as at home."""
    paths = [path.removeprefix("kubernetes/") for path in objects(_catalog(EDGE, WORKER))]
    folders = {
        name: sorted(path.partition("/")[2] for path in paths if path.startswith(f"{name}/"))
        for name in ("live", "trial", "review")
    }

    assert folders["live"] == folders["trial"] == folders["review"]
    assert "web/deployment.yaml" in folders["live"]


def test_all_namespaces_are_scraped() -> None:
    """Pods away from home are found, and their series say where they run."""
    (job,) = (
        one
        for one in prometheus(_catalog(WEB))["scrape_configs"]
        if one["job_name"] == "kubernetes-pods"
    )
    said = {
        step["regex"]: step["replacement"]
        for step in job["relabel_configs"]
        if step.get("target_label") == "environment"
    }

    assert {"shop-live": "live", "shop-trial": "trial", "shop-review": "review"} == said
    assert list(said) == job["kubernetes_sd_configs"][0]["namespaces"]["names"]


def test_another_store_is_scraped_beside_that_at_home() -> None:
    """An External that only one environment has is a job of its own, with the labels of there."""
    found = scrape(_catalog(MOVED))
    assert found is not None
    jobs = {one.name: one for one in found.jobs}

    assert ("trial.example.com:9187",) == jobs["database-trial"].addresses
    assert ("database", "shop-trial", "trial") == tuple(
        jobs["database-trial"].labels[name] for name in ("job", "namespace", "environment")
    )
    assert "database" in jobs


def test_sources_are_those_of_the_definition() -> None:
    """What is placed comes from where it was written, so that files name the user's place."""
    assert WEB.source == _placed(_catalog(WEB), "web", TRIAL).source
    assert STORE.workload.source == _placed(_catalog(STORE), "store", TRIAL).workload.source


def test_elsewhere_must_follow() -> None:
    """Something else can only run where the service runs again."""
    stranger = Environment(name="lab", namespace="lab", cluster="shop")
    with pytest.raises(DefinitionError, match="'lab' does not follow the service's environment"):
        attrs.evolve(DATABASE, elsewhere={stranger: OTHER})


def test_size_wants_somebody_to_follow() -> None:
    """An environment of its own has nothing to be smaller than."""
    with pytest.raises(DefinitionError, match="size tells how much smaller"):
        Environment(name="lab", namespace="lab", cluster="shop", size=Size())
