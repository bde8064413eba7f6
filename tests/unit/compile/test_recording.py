"""observability.compile.recording and alerting: what each SLO yields."""

from __future__ import annotations

import pytest

from observability import SLO, seconds
from observability.base import naming
from observability.base.errors import DefinitionError
from observability.base.labels import Labels
from observability.compile.alerting import page_alerts, ticket_group
from observability.compile.no_data import no_data_group
from observability.compile.plan import AlertingRule, RecordingRule
from observability.compile.recording import constants_group, events_group
from observability.model.catalog import Catalog, join
from observability.model.project import Project
from observability.promql.printer import text
from tests.core_definitions import SERVICE, valid

PROJECT = valid(Project)


def _catalog(slo: SLO) -> Catalog:
    return join([slo], PROJECT)


def _alerts(slo: SLO) -> dict[str, AlertingRule]:
    tickets = ticket_group(SERVICE.name, (slo,), _catalog(slo)).rules
    rules = [*page_alerts((slo,), _catalog(slo)), *tickets]
    return {rule.alert: rule for rule in rules if isinstance(rule, AlertingRule)}


def test_event_rates_carry_the_ids_and_no_label_of_the_user() -> None:
    """A label that the user changes must not start a second series."""
    slo = valid(SLO, labels={"owner": "a"})
    group = events_group(SERVICE.name, (slo,), PROJECT)

    assert [
        (naming.TOTAL_RATE, slo.keys),
        (naming.ERRORS_RATE, slo.keys),
    ] == [(rule.record, rule.labels) for rule in group.rules if isinstance(rule, RecordingRule)]


def test_event_rates_span_four_scrapes() -> None:
    """At a scrape a minute the rates look back four minutes, at 15 seconds still two."""
    slo = valid(SLO)
    slow, quick = (valid(Project, scrape_interval=seconds(one)) for one in (60, 15))

    assert "[4m]" in text(events_group(SERVICE.name, (slo,), slow).rules[0].expr)
    assert "[2m]" in text(events_group(SERVICE.name, (slo,), quick).rules[0].expr)


def test_event_rates_may_span_two_scrapes() -> None:
    """Whoever wants to be paged sooner may have rates that look back a minute."""
    project = valid(Project, rate_scrapes=2)

    assert "[1m]" in text(events_group(SERVICE.name, (valid(SLO),), project).rules[0].expr)


def test_rarer_evaluations_see_every_scrape() -> None:
    """Evaluated each minute the rates look back two: each event is in two of them."""
    often = valid(Project, scrape_interval=seconds(15), rate_scrapes=2)
    rarely = valid(Project, rate_scrapes=2, evaluation_interval=seconds(60))
    odd = valid(Project, rate_scrapes=4, evaluation_interval=seconds(50))

    assert ["1m", "2m", "2m30s"] == [str(one.rate_window) for one in (often, rarely, odd)]


def test_budget_is_exact_and_the_info_series_has_the_users_labels() -> None:
    """99.9 % leaves 0.001 to the last digit; the user's labels are joined from one place."""
    slo = valid(SLO, labels={"owner": "a"})
    budget, info = constants_group(SERVICE.name, (slo,), PROJECT).rules

    assert "vector(0.001)" == text(budget.expr)
    assert {"owner": "a", "sloth_objective": "99.9", "team": "core"}.items() <= info.labels.items()


def test_alerts_that_are_switched_off_are_not_made() -> None:
    """page=False and ticket=False take their alerts away; vanished data are still told."""
    slo = valid(SLO, page=False, ticket=False)
    told = no_data_group(SERVICE.name, (slo,), _catalog(slo)).rules

    assert {} == _alerts(slo)
    assert ["ApiAvailabilityNoData"] == [one.alert for one in told if isinstance(one, AlertingRule)]


def test_every_alert_carries_the_labels_that_routes_need() -> None:
    """Severity, team, service and environment are on each, whatever the series have."""
    for rule in _alerts(valid(SLO, ticket=True)).values():
        assert {"severity", "team", "service", "environment", "slo"} <= set(rule.labels)


def test_user_labels_are_on_the_alerts() -> None:
    """Routes and silences can use them."""
    rule = _alerts(valid(SLO, labels={"tier": "gold"}))["ApiAvailabilityFastBurn"]

    assert "gold" == rule.labels["tier"]


def test_thresholds_in_the_description_are_those_of_the_rules() -> None:
    """A budget of 10 % would page at 144 % errors: the text says 80 %, as the rule does."""
    rule = _alerts(valid(SLO, objective=90))["ApiAvailabilityFastBurn"]

    assert "more than 80 % over 1h and 5m" in rule.annotations["description"]


def test_page_is_a_look_up() -> None:
    """The alert reads one series that is normally absent."""
    rule = _alerts(valid(SLO))["ApiAvailabilityFastBurn"]

    assert f"{naming.PAGE}{Labels({'sloth_id': 'api-availability'})} > 0" == text(rule.expr)


def test_event_rates_do_not_outreach_the_shortest_window() -> None:
    """Ten scrapes a minute apart would tell five minutes nothing: said at the keyword."""
    with pytest.raises(DefinitionError, match="rates over 10m reach further than the 5m"):
        valid(Project, rate_scrapes=10, scrape_interval=seconds(60))
