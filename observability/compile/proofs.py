"""The proof that comes with every alert: promtool tests, three or four files a service.

``<service>.events``: the event rates read the right series, and only those.
``<service>.burn``: the burn-rate alerts fire, stay silent and resolve as the oracle says.
``<service>.replay``: the whole chain from scraped series to alert, minute by minute.
``<service>.healing``: what was missed is found again, where an SLO wants it.

What hangs on a date has a file for each moment at which it changes something.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from observability.base.duration import Duration, minutes, seconds
from observability.compile.exclusion import echo
from observability.compile.fleet import Fleet, fleets
from observability.compile.plan import AlertingRule, RuleFile, TestCase, TestFile
from observability.compile.policy import policy_of
from observability.compile.prove_alerts import alert_cases
from observability.compile.prove_burn import CHECKPOINT, burn_cases
from observability.compile.prove_calendars import calendar_case, calendar_step
from observability.compile.prove_chain import chain_cases
from observability.compile.prove_events import EVALUATION, event_cases
from observability.compile.prove_healing import EVALUATION as HEALING_EVALUATION
from observability.compile.prove_healing import healing_cases
from observability.compile.prove_maintenance import edge_case, edges, stamp
from observability.compile.prove_periods import period_cases
from observability.compile.prove_policy import hovering_cases, spent_cases
from observability.compile.prove_resets import reset_cases
from observability.compile.prove_windows import EVALUATION as WINDOWS_EVALUATION
from observability.compile.prove_windows import window_cases
from observability.compile.rules import events_file_name, slos_file_name
from observability.model.catalog import Catalog
from observability.model.service import Service

__all__ = ["test_files"]


def test_files(catalog: Catalog, rules: tuple[RuleFile, ...]) -> tuple[TestFile, ...]:
    """Return the tests of every rule in *rules*."""
    by_name = {file.name: file for file in rules}
    shards = fleets(catalog)
    files = [
        file for service in catalog.services for file in _files(service, catalog, by_name, shards)
    ]
    for fleet in shards:
        name, cases = fleet.file_name, (*window_cases(fleet), *hovering_cases(fleet))
        files.append(_file(by_name, name, (name,), WINDOWS_EVALUATION, cases))
        for calendar in fleet.calendars:
            proof, case = f"{name}.{calendar.name.replace(':', '')}", calendar_case(fleet, calendar)
            files.append(_file(by_name, proof, (name,), calendar_step(calendar), (case,)))
    files += [*_edges(catalog, by_name), *_resets(catalog, by_name, shards)]
    return tuple(file for file in files if file.cases)


def _edges(catalog: Catalog, rules: dict[str, RuleFile]) -> Iterator[TestFile]:
    """Yield a file for each moment at which maintenance begins or ends."""
    longer = echo(catalog.project)
    for at, slos in edges(catalog.slos, longer).items():
        used = sorted({events_file_name(slo, catalog) for slo in slos})
        case = edge_case(at, slos, longer)
        yield _file(rules, f"slo-maintenance.{stamp(at)}", used, seconds(at), (case,))


def _resets(
    catalog: Catalog, rules: dict[str, RuleFile], shards: tuple[Fleet, ...]
) -> Iterator[TestFile]:
    """Yield a file for each moment at which a reset, or a window behind it, changes something."""
    for fleet in shards:
        budgets = sorted({slos_file_name(slo, catalog) for slo in fleet.slos if slo.resets})
        for at, cases in reset_cases(fleet).items():
            name, used = f"{fleet.file_name}.{stamp(at)}", (*budgets, fleet.file_name)
            yield _file(rules, name, used, seconds(at), cases)


def _files(
    service: Service, catalog: Catalog, rules: dict[str, RuleFile], shards: tuple[Fleet, ...]
) -> tuple[TestFile, ...]:
    slos = catalog.slos_of(service)
    events = sorted({events_file_name(slo, catalog) for slo in slos})
    own = sorted({service.name, *(slos_file_name(slo, catalog) for slo in slos)})
    windows = tuple(one.file_name for one in shards if any(slo in slos for slo in one.slos))
    alerting = {
        rule.alert: rule
        for name in (*own, *windows)
        if name in rules
        for rule in rules[name].alerts
    }
    project = catalog.project
    burn = tuple(
        case
        for slo in slos
        for case in (
            *burn_cases(slo, alerting, project.pace),
            *period_cases(slo, healing=any(one.healing for one in catalog.slos)),
            *spent_cases(slo, policy_of(slo, project), alerting),
        )
    )
    examples = [(slo, slo.sli.examples()) for slo in slos]
    read = tuple(case for slo, given in examples for case in event_cases(slo, given))
    chain = tuple(case for slo, given in examples for case in chain_cases(slo, given, alerting))
    healed = tuple(case for slo, given in examples for case in healing_cases(slo, given, project))
    other = tuple(case for one in catalog.alerts_of(service) for case in alert_cases(one, alerting))
    every = (*events, *own, *windows)
    return (
        _file(rules, f"{service.name}.events", events, EVALUATION, read),
        _file(rules, f"{service.name}.healing", events, HEALING_EVALUATION, healed),
        _file(rules, f"{service.name}.burn", (*own, *windows), CHECKPOINT, burn),
        _file(rules, f"{service.name}.replay", every, minutes(1), chain + other),
    )


def _file(
    rules: dict[str, RuleFile],
    name: str,
    used: Sequence[str],
    evaluation: Duration,
    cases: tuple[TestCase, ...],
) -> TestFile:
    loaded = [rules[one] for one in used if one in rules]
    return TestFile(
        name=name,
        title=f"Proof: {name}",
        rules=tuple(file.name for file in loaded),
        groups=_in_order(loaded),
        evaluation=evaluation,
        cases=cases,
    )


def _in_order(files: list[RuleFile]) -> tuple[str, ...]:
    """Return all groups, what is recorded before the alerts that read it."""
    groups = [group for file in files for group in file.groups]
    alerting = [one for one in groups if all(isinstance(rule, AlertingRule) for rule in one.rules)]
    return tuple(one.name for one in (*(g for g in groups if g not in alerting), *alerting))
