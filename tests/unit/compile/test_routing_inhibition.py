"""Silence only what another alert explains: never a cause, never another service."""

from __future__ import annotations

import attrs

from observability import Absent, Environment, Severity
from observability.base.labels import Labels, Matcher
from observability.compile.inhibition import muting, problems
from observability.compile.plan import Plan
from observability.compile.routing_tree import Inhibition, Routing
from tests.alertmanager_catalog import (
    API,
    EDGE,
    LIVE,
    MAIL,
    STORE,
    STORE_DOWN,
    availability,
    plan,
)


def _routing(which: Plan) -> Routing:
    assert which.routing is not None
    return which.routing


def _muted(which: Plan) -> set[tuple[str, str]]:
    routing = _routing(which)
    sent = tuple(test.labels for test in routing.tests)
    return {
        (source["alertname"], target["alertname"])
        for one in routing.inhibitions
        for source, target in muting(one, sent)
    }


def _messages(which: Plan, *inhibitions: Inhibition, without: str = "") -> list[str]:
    """Return the problems if these were the inhibitions, and no alert had the label *without*."""
    routing = _routing(which)
    tests = tuple(
        attrs.evolve(test, labels=Labels({k: v for k, v in test.labels.items() if k != without}))
        for test in routing.tests
    )
    changed = attrs.evolve(routing, tests=tests, inhibitions=inhibitions or routing.inhibitions)
    return [problem.message for problem in problems(which.catalog, changed)]


def test_a_page_silences_the_ticket_of_its_own_slo() -> None:
    """Not that of another SLO, nor of another service."""
    which = plan(availability(API), availability(API, "second"), availability(MAIL))

    assert {
        ("ApiAvailabilityFastBurn", "ApiAvailabilitySlowBurn"),
        ("ApiAvailabilityFastBurn", "ApiAvailabilityNoData"),
        ("ApiSecondFastBurn", "ApiSecondSlowBurn"),
        ("ApiSecondFastBurn", "ApiSecondNoData"),
        ("MailAvailabilityFastBurn", "MailAvailabilitySlowBurn"),
        ("MailAvailabilityFastBurn", "MailAvailabilityNoData"),
    } == _muted(which)


def test_an_outage_silences_the_symptoms_of_all_that_depend_on_it() -> None:
    """Itself, those that call it, and those that call them; nobody else's, and no cause."""
    silenced = {target for source, target in _muted(plan()) if source == "StoreDown"}
    prefixes = ("StoreAvailability", "ApiAvailability", "ApiSecond", "EdgeAvailability")
    suffixes = ("FastBurn", "SlowBurn", "NoData")

    assert {prefix + suffix for prefix in prefixes for suffix in suffixes} == silenced


def test_a_ticket_silences_nothing() -> None:
    """An Absent alert that wakes nobody must not hide one that would."""
    mild = attrs.evolve(STORE_DOWN, severity=Severity.TICKET)

    assert set() == {
        pair for pair in _muted(plan(mild, availability(API))) if pair[0] == "StoreDown"
    }


def test_an_outage_without_symptoms_needs_no_rule() -> None:
    """There is nothing to silence."""
    assert () == _routing(plan(STORE_DOWN)).inhibitions


def test_an_outage_reaches_other_environments() -> None:
    """Then the environment can not be asked for; within one it is."""
    abroad = Environment(name="canary", namespace="shop-canary", cluster="shop")
    api = attrs.evolve(API, environment=abroad)
    rule = _routing(plan(STORE_DOWN, availability(api))).inhibitions[-1]
    near = _routing(plan(STORE_DOWN, availability(API))).inhibitions[-1]

    assert ("cluster",) == rule.equal
    assert ("cluster", "environment") == near.equal


def test_what_is_made_is_proven() -> None:
    """The inhibitions of a sound estate pass."""
    assert [] == _messages(plan())


def test_a_label_that_alerts_lack_is_found() -> None:
    """Two alerts that both lack a label are equal in it, and one would silence the other."""
    which = plan(availability(API))

    expected = (
        "alert 'ApiAvailabilityFastBurn' has no label 'environment', by which an inhibition compares"
        " it: without it, unrelated alerts would be silenced"
    )

    assert expected in _messages(which, without="environment")


def test_an_alert_on_both_sides_is_found() -> None:
    """It could silence its own kind."""
    everything = (Matcher("severity", "=", "page"),)
    rule = Inhibition(source=everything, target=everything, equal=("service",))
    messages = _messages(plan(availability(API)), rule)

    assert "alert 'ApiAvailabilityFastBurn' is on both sides of an inhibition" in messages


def test_a_page_that_no_outage_explains_is_not_silenced() -> None:
    """The page of a cause must not hide the page of a symptom."""
    rule = Inhibition(
        source=(Matcher("alertname", "=", "StoreFull"),),
        target=(Matcher("slo", "!=", ""),),
        equal=("environment",),
    )
    messages = _messages(plan(), rule)

    assert (
        "alert 'StoreFull' silences the page 'ApiAvailabilityFastBurn', and is no outage"
        in messages
    )


def test_an_outage_that_belongs_to_an_slo_is_a_symptom() -> None:
    """The sides stay disjoint whatever labels a user adds."""
    labelled = attrs.evolve(STORE_DOWN, labels={"slo": "availability"})
    which = plan(labelled, availability(API))

    assert "StoreDown" not in {source for source, _ in _muted(which)}
    assert [] == _messages(which)


def test_services_that_share_nothing_are_not_affected() -> None:
    """The mail service does not call the store."""
    down = Absent(
        service=MAIL,
        name="MailDown",
        severity=Severity.PAGE,
        summary="Mail is down",
        impact="No receipts.",
        actions=["Look."],
    )
    which = plan(down, availability(MAIL), availability(EDGE), availability(API))

    assert {"MailAvailabilityFastBurn", "MailAvailabilitySlowBurn", "MailAvailabilityNoData"} == {
        target for source, target in _muted(which) if source == "MailDown"
    }
    assert STORE.environment is LIVE
