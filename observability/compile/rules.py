"""All rule files of a project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from observability.base import naming
from observability.base.source import Source
from observability.compile.alerting import alert_group, page_alerts, ticket_group
from observability.compile.budget_spent import spent_group
from observability.compile.fleet import fleets
from observability.compile.healing import healing_group
from observability.compile.no_data import no_data_group
from observability.compile.plan import RuleFile, RuleGroup
from observability.compile.recording import constants_group, events_group
from observability.compile.windows import windows_file
from observability.model.alerts.protocol import Alert
from observability.model.catalog import Catalog
from observability.model.slo import SLO

__all__ = ["events_file_name", "rule_files", "slos_file_name"]


@attrs.frozen(kw_only=True)
class _Part:
    """What stands together: the SLOs and alerts of a service, or the pooled SLOs of a slot."""

    name: str
    counts: str
    holds: str
    slos: tuple[SLO, ...] = ()
    alerts: tuple[Alert, ...] = ()


def slos_file_name(slo: SLO, catalog: Catalog) -> str:
    """Return the name of the file with the budget and the tickets of *slo*."""
    return f"slo-{naming.slot(slo.id)}" if catalog.project.pooled else slo.service.name


def events_file_name(slo: SLO, catalog: Catalog) -> str:
    """Return the name of the file that reads the series that *slo* counts."""
    return f"{slos_file_name(slo, catalog)}.events"


def rule_files(catalog: Catalog) -> tuple[RuleFile, ...]:
    """Return the rule files: two for each service with SLOs, and those that serve them all.

    The event rates stand apart from the alerts, so that tests can feed months of event rates to
    the alerts without replaying what they are made from.
    """
    shared = [windows_file(one, page_alerts(one.slos, catalog)) for one in fleets(catalog)]
    files = [file for part in _parts(catalog) for file in _files(part, catalog)]
    return (*shared, *files)  # pages are named first wherever alerts are listed


def _parts(catalog: Catalog) -> Iterator[_Part]:
    pooled = catalog.project.pooled
    for service in catalog.services:
        yield _Part(
            name=service.name,
            counts=f"What the SLOs of {service.name} count",
            holds=f"{'Alerts' if pooled else 'Budgets and alerts'} of {service.name}",
            slos=() if pooled else catalog.slos_of(service),
            alerts=catalog.alerts_of(service),
        )
    by_slot: dict[str, list[SLO]] = {}
    for slo in sorted(catalog.slos, key=lambda slo: slo.service.name) if pooled else ():
        by_slot.setdefault(naming.slot(slo.id), []).append(slo)
    for slot in sorted(by_slot):
        yield _Part(
            name=f"slo-{slot}",
            counts=f"What the SLOs in slot {slot} count",
            holds=f"Budgets and tickets of the SLOs in slot {slot}",
            slos=tuple(by_slot[slot]),
        )


def _files(part: _Part, catalog: Catalog) -> Iterator[RuleFile]:
    """Yield the file that reads the services' own series, and that of budgets and alerts."""
    project, (name, slos) = catalog.project, (part.name, part.slos)
    reading = (events_group(name, slos, project), healing_group(name, slos, project))
    tickets = _together(
        ticket_group(name, slos, catalog),
        no_data_group(name, slos, catalog),
        spent_group(name, slos, catalog),
    )
    alerts = alert_group(name, part.alerts, catalog)
    counted = [slo.source for slo in slos]
    made_from = counted + [alert.source for alert in part.alerts]
    yield from _file(f"{name}.events", part.counts, reading, counted)
    groups = (constants_group(name, slos, project), tickets, alerts)
    yield from _file(name, part.holds, groups, made_from)


def _file(
    name: str, title: str, groups: Iterable[RuleGroup], sources: Iterable[Source]
) -> Iterator[RuleFile]:
    """Yield the file of those *groups* that have rules, if one has."""
    kept = tuple(one for one in groups if one.rules)
    if kept:
        yield RuleFile(name=name, title=title, groups=kept, sources=tuple(sources))


def _together(first: RuleGroup, *others: RuleGroup) -> RuleGroup:
    """Return groups of one interval as one: each that wakes up costs more than its look-ups."""
    rules = [rule for group in (first, *others) for rule in group.rules]
    return attrs.evolve(first, rules=tuple(rules))
