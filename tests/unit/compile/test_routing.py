"""Every alert reaches its owners, and nothing in the tree is in vain."""

from __future__ import annotations

import attrs
import pytest

from observability.base.labels import Labels, Matcher
from observability.compile.plan import Plan
from observability.compile.routing import DEAD_MAN, expected_contacts, sent_labels
from observability.compile.routing_check import routing_problems
from observability.compile.routing_tree import Route, Routing, path, walk
from tests.alertmanager_catalog import (
    API,
    MAIL,
    OPS,
    PROJECT,
    SHOP,
    STORE_DOWN,
    WATCHDOG,
    availability,
    catalog,
    plan,
)


def _routing(which: Plan) -> Routing:
    assert which.routing is not None
    return which.routing


def _messages(which: Plan) -> list[str]:
    return [problem.message for problem in routing_problems(which)]


def _with_labels(which: Plan, name: str, **labels: str) -> Plan:
    """Return *which* with other labels on the alert *name*."""
    files = tuple(
        attrs.evolve(
            file,
            groups=tuple(
                attrs.evolve(
                    group,
                    rules=tuple(
                        attrs.evolve(rule, labels=rule.labels | labels)
                        if getattr(rule, "alert", "") == name
                        else rule
                        for rule in group.rules
                    ),
                )
                for group in file.groups
            ),
        )
        for file in which.rules
    )
    return attrs.evolve(which, rules=files)


def test_every_alert_reaches_its_owners() -> None:
    """The tree sends each alert where the definitions say, and nowhere else."""
    which = plan()
    reached = {
        labels["alertname"]: (path(_routing(which).root, labels)[-1].contact,)
        for labels in sent_labels(which.catalog, which.alerts)
    }

    assert expected_contacts(which.catalog) == reached


def test_expectations_are_read_off_the_definitions() -> None:
    """Team and severity name the receiver; the watchdog has its own."""
    expected = expected_contacts(catalog(availability(API), STORE_DOWN, WATCHDOG))

    assert {
        "ApiAvailabilityFastBurn": ("shop-page",),
        "ApiAvailabilitySlowBurn": ("shop-ticket",),
        "ApiAvailabilityNoData": ("shop-ticket",),
        "StoreDown": ("ops-page",),
        "Watchdog": (DEAD_MAN,),
    } == expected


def test_a_sound_estate_has_no_problems() -> None:
    """No alert astray, no route in vain, nobody who can not be told."""
    assert [] == _messages(plan())


def test_an_alert_of_an_unknown_severity_is_a_problem() -> None:
    """It would end at its team's route, which is no place to stay."""
    which = _with_labels(plan(), "StoreFull", severity="info")

    assert ["no route takes the alert 'StoreFull': it would end at the catch-all"] == _messages(
        which
    )


def test_an_alert_of_another_team_is_a_problem() -> None:
    """Labels that contradict the definition are found, although a route takes them."""
    which = _with_labels(plan(), "StoreFull", team="shop")

    assert ["the alert 'StoreFull' is sent to 'shop-page'"] == _messages(which)


def test_an_alert_that_the_tree_sends_elsewhere_is_a_problem() -> None:
    """The expectation does not come from the tree, so a wrong tree is found."""
    which = plan()
    routing = _routing(which)
    wrong = attrs.evolve(routing.root.routes[-1], contact="shop-ticket", routes=())
    root = attrs.evolve(routing.root, routes=(*routing.root.routes[:-1], wrong))
    broken = attrs.evolve(which, routing=attrs.evolve(routing, root=root))

    assert any("is sent to 'shop-ticket'" in message for message in _messages(broken))


def test_a_route_that_nothing_takes_is_a_problem() -> None:
    """An unreachable route is dead, and hides a mistake."""
    which = plan()
    routing = _routing(which)
    dead = Route(contact="ops-page", matchers=(Matcher("team", "=", "nobody"),))
    root = attrs.evolve(routing.root, routes=(*routing.root.routes, dead))
    broken = attrs.evolve(which, routing=attrs.evolve(routing, root=root))

    assert ['no alert takes the route team="nobody"'] == _messages(broken)


def test_only_what_is_needed_is_made() -> None:
    """Without pages of a team there is neither a route nor a receiver for them."""
    quiet = attrs.evolve(availability(MAIL), page=False)
    routing = _routing(plan(quiet, project=attrs.evolve(PROJECT, watchdog=None)))

    assert ["ops-ticket", "shop-ticket"] == [contact.name for contact in routing.contacts]
    assert ["ops-ticket", "shop-ticket", "shop-ticket"] == [
        route.contact for route in walk(routing.root)
    ]


def test_signals_for_machines_are_told_to_nobody() -> None:
    """A watchdog that no receiver waits for ends in a receiver without integrations."""
    project = attrs.evolve(PROJECT, watchdog=None)
    which = plan(WATCHDOG, availability(MAIL), project=project)
    names = {contact.name: contact.receivers for contact in _routing(which).contacts}

    assert () == names["blackhole"]
    assert [] == _messages(which)


def test_a_watchdog_that_nobody_defined_is_a_problem() -> None:
    """Its receiver would call at once, and nobody would know why."""
    messages = _messages(plan(availability(MAIL)))

    assert ["the watchdog's receiver waits for an alert that nobody defined"] == messages


def test_mail_without_a_relay_is_a_problem() -> None:
    """Alertmanager would refuse the configuration."""
    which = plan(availability(MAIL), project=attrs.evolve(PROJECT, smtp=None, watchdog=None))

    assert ["'shop-ticket' is told by mail, and the project has no mail relay"] == _messages(which)


@pytest.mark.parametrize("label", ["cluster", "environment", "service", "slo", "severity"])
def test_notifications_are_told_apart_by(label: str) -> None:
    """Alerts that differ in any of these never share a notification."""
    routes = [route for route in walk(_routing(plan()).root) if route.contact != DEAD_MAN]

    assert all(label in route.group_by for route in routes if route.group_by)


def test_a_page_for_another_alert_opens_another_incident() -> None:
    """It must not be added to one that somebody has already acknowledged."""
    pages = [one for one in walk(_routing(plan()).root) if one.contact.endswith("-page")]

    assert all("alertname" in one.group_by for one in pages)


def test_tickets_wait_for_working_hours_and_pages_do_not() -> None:
    """Somebody is woken by pages alone."""
    waiting = {route.contact for route in walk(_routing(plan()).root) if route.working_hours}

    assert {"ops-ticket", "shop-ticket"} == waiting


def test_the_cluster_is_that_of_the_service() -> None:
    """Prometheus adds it as an external label, so no rule has it."""
    which = plan(STORE_DOWN, project=attrs.evolve(PROJECT, watchdog=None))

    assert ["shop"] == [one["cluster"] for one in sent_labels(which.catalog, which.alerts)]


def test_the_first_child_that_matches_takes_the_alert() -> None:
    """That is Alertmanager's rule, and children are asked in order."""
    first = Route(contact="first", matchers=(Matcher("a", "=", "1"),))
    second = Route(contact="second", matchers=(Matcher("a", "=~", ".+"),))
    root = Route(contact="root", routes=(first, second))

    assert "first" == path(root, Labels({"a": "1"}))[-1].contact
    assert "second" == path(root, Labels({"a": "2"}))[-1].contact
    assert "root" == path(root, Labels({}))[-1].contact


def test_a_team_is_told_everything_at_once() -> None:
    """All receivers of a team's pages stand in one receiver."""
    contacts = {one.name: one.receivers for one in _routing(plan()).contacts}

    assert OPS.page == contacts["ops-page"]
    assert SHOP.ticket == contacts["shop-ticket"]
