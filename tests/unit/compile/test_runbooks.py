"""Each alert has a page, whose numbers, queries and commands are right."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import attrs
import pytest

from observability import Resources, Service, StatefulSet
from observability.compile.runbook_commands import commands
from observability.compile.runbook_page import Limit, Runbook
from observability.promql import parser
from tests.alertmanager_catalog import API, EDGE, MAIL, STORE, availability, plan

READS = {"get", "describe", "logs", "top", "rollout history"}


def _pages() -> dict[str, Runbook]:
    return {page.alert: page for page in plan().runbooks}


def test_every_alert_has_its_page() -> None:
    """In the order of the alerts."""
    which = plan()

    assert [alert.alert for alert in which.alerts] == [page.alert for page in which.runbooks]


def test_a_page_tells_when_it_fires() -> None:
    """At 99.9 %: 14.4 % of the budget's pace is 1.44 %, reached after 51.84 s of total failure."""
    assert (
        Limit(long="1h", short="5m", percent="1.44", fires_after="52s", gone_in="2d2h"),
        Limit(long="6h", short="30m", percent="0.6", fires_after="2m10s", gone_in="5d"),
    ) == _pages()["ApiAvailabilityFastBurn"].part.limits


def test_a_rescaled_limit_is_told_as_it_is() -> None:
    """At 95 % the factor 14.4 would ask for 72 %; at 90 % for 144 %, so it is lowered to 80 %."""
    loose = plan(availability(API, objective=90)).runbooks[0]

    assert (
        Limit(long="1h", short="5m", percent="80", fires_after="48m", gone_in="3d18h")
        == loose.part.limits[0]
    )


def test_all_queries_are_promql() -> None:
    """What is to be run in an emergency must run."""
    queries = [query.promql for page in _pages().values() for query in page.part.queries]

    assert [] == [query for query in queries if parser.check(query)]


def test_the_address_of_a_query_runs_that_query() -> None:
    """It is the same expression, in one line."""
    queries = [query for page in _pages().values() for query in page.part.queries]
    linked = [parse_qs(urlsplit(query.url).query)["g0.expr"][0] for query in queries]

    assert [re.sub(r"\s+", "", query.promql) for query in queries] == [
        re.sub(r"\s+", "", one) for one in linked
    ]


def test_commands_name_namespace_workload_and_container() -> None:
    """Without them kubectl would look elsewhere, or into the mesh's container."""
    lines = [command.line for command in commands(API)]

    assert all("-n shop-live" in line for line in lines)
    assert "kubectl logs -n shop-live deployment/api -c server --since=15m --tail=200" in lines


@pytest.mark.parametrize("service", [API, MAIL], ids=lambda service: service.name)
def test_commands_only_read(service: Service) -> None:
    """GitOps takes back what is written with kubectl."""
    verbs = [re.match(r"kubectl (rollout history|\S+)", one.line) for one in commands(service)]

    assert all(found is not None and found[1] in READS for found in verbs)


def test_what_is_run_elsewhere_has_no_commands() -> None:
    """There is no pod of ours to look at."""
    assert () == commands(STORE) == commands(EDGE)


def test_a_stateful_set_is_called_by_its_kind() -> None:
    """`deployment/…` would not be found."""
    workload = StatefulSet(
        image="example.com/queue:1.0.0",
        requests=Resources(cpu="100m", memory="64Mi"),
        storage="1Gi",
        storage_class="gp3",
        mount="/data",
    )
    lines = [one.line for one in commands(attrs.evolve(API, workload=workload))]

    assert "kubectl rollout history -n shop-live statefulset/api" in lines


def test_a_page_names_the_outage_that_would_silence_it() -> None:
    """So that nobody wonders why no notification came."""
    pages = _pages()

    assert ["StoreDown"] == [link.text for link in pages["EdgeAvailabilityFastBurn"].silenced_by]
    assert () == pages["MailAvailabilityFastBurn"].silenced_by


def test_a_page_leads_to_those_that_it_depends_on_and_that_depend_on_it() -> None:
    """What it calls, and all that call it, even through others."""
    page = _pages()["StoreDown"]
    middle = _pages()["ApiAvailabilityFastBurn"]

    assert ["api", "edge"] == [one.service.name for one in page.dependants]
    assert ["store"] == [one.service.name for one in middle.dependencies]
    assert "StoreDown.md" in [link.url for link in middle.dependencies[0].pages]


def test_a_page_says_how_its_team_is_told() -> None:
    """In words, without any credential."""
    pages = _pages()

    assert ("PagerDuty", "Slack #out") == pages["StoreDown"].told
    assert ("mail to shop@example.com", "a POST to https://tickets.example.com/in") == pages[
        "ApiAvailabilitySlowBurn"
    ].told
    assert () == pages["Watchdog"].told


def test_a_summary_shows_an_ellipsis_for_what_depends_on_data() -> None:
    """A template is no sentence."""
    assert "The store … is full | and slow" == _pages()["StoreFull"].summary


def test_the_own_words_of_a_definition_are_on_its_page() -> None:
    """Impact and actions are the user's."""
    part = _pages()["StoreFull"].part

    assert ("Orders are refused.", ("Make room.",)) == (part.impact, part.actions)
