"""observability.compile.policy and budget_spent: which policy counts, what is recorded and told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from observability import SLO, BudgetPolicy, Project, Severity, Step
from observability.base import naming
from observability.base.labels import Matcher
from observability.compile.budget_spent import spent_group
from observability.compile.inhibition import muting
from observability.compile.plan import AlertingRule, Plan, RecordingRule
from observability.compile.policy import KEPT, policies, policy_group, policy_of
from observability.compile.project import compile_catalog
from observability.compile.prove_policy import spent_cases
from observability.model.catalog import join
from observability.promql import parser
from observability.promql.printer import text
from tests.core_definitions import SERVICE, valid

POLICY = BudgetPolicy(
    steps=[
        Step(at=25, action="Look at the alerts."),
        Step(at=50, action="Repairs go first", ticket=False),
        Step(at=100, action="Deploy nothing but repairs.", freeze=True),
    ]
)
STRICT = BudgetPolicy(name="strict", steps=[Step(at=12.5, action="Look.")])
PROJECT = valid(Project, budget_policy=POLICY)
WITHOUT = valid(Project)


def _alert(slo: SLO, project: Project = PROJECT) -> AlertingRule:
    (rule,) = spent_group(SERVICE.name, (slo,), join([slo], project)).rules
    assert isinstance(rule, AlertingRule)
    return rule


def test_the_policy_of_an_slo_wins() -> None:
    """Else the project's counts, and without either there is none."""
    assert STRICT is policy_of(valid(SLO, policy=STRICT), PROJECT)
    assert POLICY is policy_of(valid(SLO), PROJECT)
    assert None is policy_of(valid(SLO), WITHOUT)


def test_policies_come_once_and_by_name() -> None:
    """Only those that some SLO has."""
    slos = [valid(SLO), valid(SLO, name="b", policy=STRICT), valid(SLO, name="c")]

    assert (POLICY, STRICT) == policies(slos, PROJECT)
    assert (STRICT,) == policies(slos[1:2], PROJECT)


def test_each_step_is_recorded_under_its_own_labels() -> None:
    """So that two policies with the same step are no duplicates."""
    rules = policy_group((POLICY, STRICT)).rules

    assert [
        {"slo_policy": "default", "slo_step": "25"},
        {"slo_policy": "default", "slo_step": "50"},
        {"slo_policy": "default", "slo_step": "100"},
        {"slo_policy": "strict", "slo_step": "12.5"},
    ] == [dict(rule.labels) for rule in rules if isinstance(rule, RecordingRule)]


def test_a_shard_reads_its_own_budgets() -> None:
    """The matchers and the name's ending are those of the shard."""
    group = policy_group((STRICT,), (Matcher(naming.SLO_SLOT, "=~", "[0-3]"),), "-0")
    said = text(group.rules[0].expr)

    assert "slo-policy-0" == group.name
    assert 'slo:error_budget:ratio{slo_slot=~"[0-3]", slo_policy="strict"}' in said
    assert not parser.check(said)


def test_without_a_policy_nothing_is_recorded() -> None:
    """No rule, no alert, no page."""
    slo = valid(SLO)
    plan = compile_catalog(join([slo], WITHOUT))

    assert () == policy_group(()).rules
    assert () == spent_group(SERVICE.name, (slo,), join([slo], WITHOUT)).rules
    assert [] == [one.alert for one in plan.alerts if one.alert.endswith("BudgetSpent")]
    assert () == spent_cases(slo, None, {})


def test_the_ticket_looks_up_the_steps_that_open_one() -> None:
    """A step with ticket=False is recorded and shown, and not told."""
    said = text(_alert(valid(SLO)).expr)

    assert 'slo:budget_policy:reached{sloth_id="api-availability", slo_step=~"25|100"} > 0' == said


def test_decimals_of_a_step_match_themselves_alone() -> None:
    """``12.5`` as a pattern would match ``1205``."""
    two = BudgetPolicy(name="two", steps=[Step(at=12.5, action="a"), Step(at=50, action="b")])

    assert 'slo_step=~"12\\\\.5|50"' in text(_alert(valid(SLO, policy=two)).expr)
    assert 'slo_step="12.5"' in text(_alert(valid(SLO, policy=STRICT)).expr)


def test_the_ticket_says_what_is_to_be_done() -> None:
    """How much is spent, which step that is, and what every step demands."""
    said = _alert(valid(SLO)).annotations

    assert (
        "api availability: {{ $value | humanizePercentage }} of the error budget of 30 days is"
        " spent (step {{ $labels.slo_step }} %)" == said["summary"]
    )
    assert (
        "Promise: Requests are answered. The error budget policy 'default' says: From 25 % on: Look"
        " at the alerts. From 50 % on: Repairs go first. From 100 % on: Deploy nothing but repairs;"
        " deploys are refused." == said["description"]
    )


def test_a_policy_without_tickets_opens_none() -> None:
    """Its steps are recorded for the gate and for dashboards."""
    quiet = BudgetPolicy(
        name="quiet", steps=[Step(at=100, action="Stop.", ticket=False, freeze=True)]
    )
    slo = valid(SLO, policy=quiet)

    assert () == spent_group(SERVICE.name, (slo,), join([slo], PROJECT)).rules
    assert 1 == len(policy_group((quiet,)).rules)


def _plan() -> Plan:
    return compile_catalog(join([valid(SLO, ticket=True)], PROJECT))


def test_the_ticket_goes_to_the_team() -> None:
    """It takes the route of the service's tickets, and nothing else."""
    routing = _plan().routing
    assert routing is not None
    (sent,) = [one for one in routing.tests if one.labels["alertname"].endswith("BudgetSpent")]

    assert Severity.TICKET.value == sent.labels["severity"]
    assert ("core-ticket",) == sent.contacts


def test_a_page_of_the_slo_silences_the_ticket() -> None:
    """Who was called needs no ticket at the same time; a ticket silences nothing."""
    routing = _plan().routing
    assert routing is not None
    sent = tuple(one.labels for one in routing.tests)
    pairs = {
        (source["alertname"], target["alertname"])
        for one in routing.inhibitions
        for source, target in muting(one, sent)
    }

    assert ("ApiAvailabilityFastBurn", "ApiAvailabilityBudgetSpent") in pairs
    assert "ApiAvailabilityBudgetSpent" not in {source for source, _ in pairs}


def test_every_step_is_proven_from_both_sides() -> None:
    """Just below and just above each, and what follows when the period is over."""
    plan = _plan()
    rules = {one.alert: one for one in plan.alerts}
    cases = spent_cases(plan.catalog.slos[0], POLICY, rules)
    told = [
        [labels["slo_step"] for labels, _ in alert.instances]
        for case in cases
        for alert in case.alerts
    ]

    assert [
        *([], ["25"]),
        *(["25"], ["25"]),  # at 50 % no ticket is opened
        *(["25"], ["25", "100"]),
        *(["25", "100"], ["25", "100"], []),  # at once, and until the period is over
    ] == told


def test_a_step_out_of_reach_is_not_proven() -> None:
    """With a budget of 80 %, no more than 125 % of it can be spent."""
    far = BudgetPolicy(steps=[Step(at=50, action="a"), Step(at=200, action="b")])
    slo = valid(SLO, objective=20, policy=far)
    rules = {one.alert: one for one in compile_catalog(join([slo], WITHOUT)).alerts}

    assert [] == [one.name for one in spent_cases(slo, far, rules) if "20" in one.name.split()[1]]


def test_a_step_is_left_below_nine_tenths_of_it() -> None:
    """The rule and the words say the same."""
    group = policy_group((STRICT,))

    assert Decimal("0.9") == KEPT
    assert "slo:period_burn_rate:ratio >= 0.1125" in text(group.rules[0].expr)
    assert "nine tenths" in group.comment


@pytest.mark.parametrize("suffix", ["FastBurn", "SlowBurn", "BudgetSpent"])
def test_the_steps_are_on_the_pages(suffix: str) -> None:
    """Whoever looks at a burning budget sees what follows."""
    pages = {one.alert: one for one in _plan().runbooks}

    assert [("25", False), ("50", False), ("100", True)] == [
        (one.percent, one.freeze) for one in pages[f"ApiAvailability{suffix}"].part.agreed
    ]
