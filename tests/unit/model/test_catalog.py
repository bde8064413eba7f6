"""Joining definitions: each thing once, with all that it refers to, under unique names."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from observability import SLO, Absent, Counter, Deployment, Project, Service, Watchdog
from observability.base.errors import collecting
from observability.model.catalog import join
from observability.model.definition import Definition
from tests.core_definitions import ENVIRONMENT, POD, REQUESTS, SERVICE, TEAM, valid

PROJECT = valid(Project)


def _service(name: str, **changes: Any) -> Service:
    about: dict[str, Any] = {"team": TEAM, "environment": ENVIRONMENT, "description": "It runs."}
    return Service(name=name, workload=Deployment(**POD), **(about | changes))


def _messages(*definitions: Definition) -> list[str]:
    with collecting() as problems:
        join(definitions, PROJECT)
    return [one.message for one in problems]


def test_what_is_referred_to_is_found() -> None:
    """An SLO brings its service, its metric, its team and its environment."""
    slo = valid(SLO)
    catalog = join([slo], PROJECT)

    assert (slo,) == catalog.slos
    assert SERVICE in catalog.services
    assert (REQUESTS,) == catalog.metrics
    assert TEAM in catalog.teams
    assert (ENVIRONMENT,) == catalog.environments


def test_things_come_once() -> None:
    """What several definitions refer to, and what is listed twice, is one thing."""
    first, second = valid(SLO, name="a"), valid(SLO, name="b")
    catalog = join([first, second, first, SERVICE], PROJECT)

    assert (first, second) == catalog.slos
    assert 1 == [id(one) for one in catalog.services].count(id(SERVICE))


def test_things_are_found_by_their_service() -> None:
    """A service's SLOs, alerts and metrics are those that point to it, and no others."""
    other = _service("other")
    mine, theirs = valid(SLO), valid(SLO, service=other)
    alert = valid(Absent, name="ApiDown", metric=None)
    catalog = join([mine, theirs, alert, Counter(service=other, name="x_total")], PROJECT)

    assert (mine,) == catalog.slos_of(SERVICE)
    assert (alert,) == catalog.alerts_of(SERVICE)
    assert (REQUESTS,) == catalog.metrics_of(SERVICE)


def test_dependants_are_followed_through() -> None:
    """Who calls a caller depends, too; nobody depends on itself."""
    store = _service("store")
    api = _service("api", depends_on=[store])
    edge = _service("edge", depends_on=[api])
    catalog = join([edge, _service("alone")], PROJECT)

    assert (api, edge) == catalog.dependants(store)
    assert (edge,) == catalog.dependants(api)
    assert () == catalog.dependants(edge)


@pytest.mark.parametrize(
    ("definitions", "message"),
    [
        ((valid(SLO), valid(SLO)), "there are two definitions of the SLO 'api-availability'"),
        ((_service("a"), _service("a")), "there are two definitions of the service 'a'"),
        (
            (Watchdog(service=SERVICE), Watchdog(service=SERVICE)),
            "there are two definitions of the alert 'Watchdog'",
        ),
        (
            (attrs.evolve(TEAM, escalation=["x"]), TEAM),
            "there are two definitions of the team 'core'",
        ),
        (
            (REQUESTS, Counter(service=SERVICE, name=REQUESTS.name)),
            "there are two definitions of the metric 'api/http_requests_total'",
        ),
    ],
)
def test_names_are_unique(definitions: tuple[Definition, ...], message: str) -> None:
    """Two things of one name are reported once, at the second, with the place of the first."""
    assert [message] == _messages(*definitions)


def test_ids_of_different_services_may_not_meet() -> None:
    """a-b/c and a/b-c would be one SLO to Prometheus."""
    found = _messages(
        valid(SLO, service=_service("a-b"), name="c"), valid(SLO, service=_service("a"), name="b-c")
    )

    assert ["there are two definitions of the SLO 'a-b-c'"] == found


def test_alerts_of_slos_may_not_meet() -> None:
    """api-2 and api2 are both Api2 in the name of an alert, and of its runbook."""
    found = _messages(valid(SLO, service=_service("api-2")), valid(SLO, service=_service("api2")))

    assert ["its alert Api2AvailabilityFastBurn has the name of another alert"] == found


def test_an_alert_may_not_be_called_like_one_of_an_slo() -> None:
    """The names of an SLO's alerts are taken."""
    taken = valid(Absent, name="ApiAvailabilityNoData", metric=None)

    assert ["its alert ApiAvailabilityNoData has the name of another alert"] == _messages(
        taken, valid(SLO)
    )
