"""observability.compile.rollup: which rule belongs to which level, and what is read there."""

from __future__ import annotations

import pytest

from observability import (
    SLO,
    Maintenance,
    Project,
    ThanosRuler,
    Threshold,
    Watchdog,
    days,
    hours,
)
from observability.base import naming
from observability.base.labels import Matcher
from observability.compile.plan import AlertingRule, RecordingRule, RuleFile
from observability.compile.project import compile_catalog
from observability.compile.reads import Rule, read_by, recorded_in
from observability.compile.rollup import ROLLUP, Levels, levels
from observability.model.catalog import Catalog, join
from observability.model.definition import Definition
from observability.promql.printer import text
from observability.promql.walk import selectors
from tests.core_definitions import valid

RULER = ThanosRuler(cluster_label="site")
NIGHTLY = Maintenance(
    reason="nightly", start="2026-01-01T00:00+00:00", length=hours(1), every=days(1)
)


def _catalog(*definitions: Definition) -> Catalog:
    return join(definitions, valid(Project, rulers=[RULER]))


def _levels(*definitions: Definition) -> Levels:
    return levels(compile_catalog(_catalog(*definitions)), RULER)


def _rules(files: tuple[RuleFile, ...]) -> list[Rule]:
    return [rule for file in files for group in file.groups for rule in group.rules]


def _names(files: tuple[RuleFile, ...]) -> set[str]:
    return {one.alert if isinstance(one, AlertingRule) else one.record for one in _rules(files)}


def _rollup(found: Levels) -> dict[str, str]:
    (file,) = (one for one in found.above if one.name == ROLLUP)
    return {
        one.record: text(one.expr, 1000)
        for one in _rules((file,))
        if isinstance(one, RecordingRule)
    }


def test_clusters_count_and_the_ruler_above_judges() -> None:
    """Only what reads scraped series is below; the sums are called like what they are sums of."""
    found = _levels(valid(SLO))

    assert {naming.TOTAL_RATE, naming.ERRORS_RATE} == _names(found.cluster)
    assert {
        naming.TOTAL_RATE,
        naming.ERRORS_RATE,
        naming.PAGE,
        "ApiAvailabilityFastBurn",
    } <= _names(found.above)


def test_servers_count_once_and_clusters_add_up() -> None:
    """The greater of the servers of a cluster, then the sum; no other label stays."""
    assert (
        "sum by (sloth_id, sloth_service, sloth_slo, slo_slot) ("
        "max by (site, sloth_id, sloth_service, sloth_slo, slo_slot) ("
        'slo:events_total:rate{site!=""}))'
    ) == _rollup(_levels(valid(SLO)))[naming.TOTAL_RATE]


def test_groups_are_kept() -> None:
    """The labels of every SLO's groups survive the sum."""
    found = _levels(valid(SLO, by=["route"]), valid(SLO, name="all"))

    assert (
        "sum by (sloth_id, sloth_service, sloth_slo, slo_slot, route) ("
        in (_rollup(found)[naming.ERRORS_RATE])
    )


def test_what_was_found_later_counts_if_all_servers_missed_it() -> None:
    """The least of the servers, once an hour, as it is recorded: else it would count many times."""
    found = _levels(valid(SLO, healing=True))
    (group,) = (
        group for file in found.above for group in file.groups if group.name == f"{ROLLUP}-healing"
    )

    assert hours(1) == group.interval
    assert (
        'last_over_time(slo:events_total:healed{site!=""}[1h])'
        in _rollup(found)[naming.TOTAL_HEALED]
    )
    assert "min by (site, " in _rollup(found)[naming.TOTAL_HEALED]
    assert {naming.TOTAL_HEALED, naming.ERRORS_HEALED} <= _names(found.cluster)


@pytest.mark.parametrize(
    "changes",
    [{}, {"healing": True}, {"by": ["route"]}, {"maintenance": [NIGHTLY]}],
    ids=["usual", "healing", "groups", "maintenance"],
)
def test_nothing_above_reads_what_a_cluster_made_of_its_events(changes: dict[str, object]) -> None:
    """Above, each recorded series is its own; of the clusters it reads event counts alone."""
    catalog = _catalog(valid(SLO, **changes), valid(SLO, name="other"))
    plan = compile_catalog(catalog)
    recorded = recorded_in(plan.rules)
    counts = {naming.TOTAL_RATE, naming.ERRORS_RATE, naming.TOTAL_HEALED, naming.ERRORS_HEALED}
    uses = [
        one
        for rule in _rules(levels(plan, RULER).above)
        for one in selectors(rule.expr)
        if one.metric in recorded
    ]
    below = {one.metric for one in uses if Matcher("site", "!=", "") in one.matchers}
    own = [one for one in uses if Matcher("site", "=", "") in one.matchers]

    assert below
    assert below <= counts
    assert len(uses) == len(own) + sum(Matcher("site", "!=", "") in one.matchers for one in uses)


def test_everything_is_on_a_level() -> None:
    """No rule of the plan is lost, and none reads below what is not there."""
    plan = compile_catalog(_catalog(valid(SLO), valid(Threshold), valid(Watchdog)))
    found = levels(plan, RULER)
    below = recorded_in(found.cluster)

    assert _names(plan.rules) == _names(found.cluster) | _names(found.above)
    assert set() == {
        name
        for rule in _rules(found.cluster)
        for name in read_by(rule) & recorded_in(plan.rules) - below
    }


def test_alerts_on_scraped_series_are_below_and_watchdogs_on_both_levels() -> None:
    """An alert that reads nothing tells that its server works: each has one."""
    found = _levels(valid(Threshold), valid(Watchdog))

    assert {"QueueFull", "Watchdog"} == _names(found.cluster)
    assert {"Watchdog"} == _names(found.above)


def test_a_cluster_that_went_quiet_is_told() -> None:
    """The others' events would hide it."""
    (rule,) = (
        one
        for one in _rules(_levels(valid(SLO)).above)
        if isinstance(one, AlertingRule) and one.alert == "ApiAvailabilityNoData"
    )

    assert (
        "max by (site, sloth_id, sloth_service, sloth_slo) (last_over_time("
        'slo:events_total:rate{sloth_id="api-availability", site!=""}[6h])) unless '
        "max by (site, sloth_id, sloth_service, sloth_slo) ("
        'slo:events_total:rate{sloth_id="api-availability", site!=""})'
    ) in text(rule.expr, 10_000)


def test_a_cluster_is_not_missed_during_maintenance() -> None:
    """Then none has events to tell of."""
    (rule,) = (
        one
        for one in _rules(_levels(valid(SLO, maintenance=[NIGHTLY])).above)
        if isinstance(one, AlertingRule) and one.alert == "ApiAvailabilityNoData"
    )

    assert text(rule.expr, 10_000).endswith(
        'unless on () slo:maintenance:active{sloth_id="api-availability", site=""})'
    )
