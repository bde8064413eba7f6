"""All rule files of a project."""

from __future__ import annotations

import attrs

from observability.compile.alerting import alert_group, page_group, ticket_group
from observability.compile.budget_spent import spent_group
from observability.compile.fleet import fleets
from observability.compile.healing import healing_group
from observability.compile.no_data import no_data_group
from observability.compile.plan import RuleFile, RuleGroup
from observability.compile.recording import constants_group, events_group
from observability.compile.windows import windows_file
from observability.model.catalog import Catalog
from observability.model.service import Service
from observability.model.slo import SLO

__all__ = ["events_file_name", "rule_files"]


def events_file_name(service: Service) -> str:
    """Return the name of the file that reads the service's own series."""
    return f"{service.name}.events"


def rule_files(catalog: Catalog) -> tuple[RuleFile, ...]:
    """Return the rule files: two for each service with SLOs, and those that serve them all.

    The event rates stand apart from the alerts, so that tests can feed months of event rates to
    the alerts without replaying what they are made from.
    """
    files = [file for service in catalog.services for file in _files(service, catalog)]
    return (*files, *map(windows_file, fleets(catalog)))


def _files(service: Service, catalog: Catalog) -> list[RuleFile]:
    slos, alerts = catalog.slos_of(service), catalog.alerts_of(service)
    files: list[RuleFile] = []
    if slos:
        files.append(
            RuleFile(
                name=events_file_name(service),
                title=f"What the SLOs of {service.name} count",
                groups=_reading(service, slos, catalog),
                sources=tuple(slo.source for slo in slos),
            )
        )
    groups: list[RuleGroup] = []
    if slos:
        groups += [
            constants_group(service, slos, catalog.project),
            page_group(service, slos, catalog),
            _together(
                ticket_group(service, slos, catalog),
                no_data_group(service, slos, catalog),
                spent_group(service, slos, catalog),
            ),
        ]
    if alerts:
        groups.append(alert_group(service, alerts, catalog))
    if groups:
        made_from = [slo.source for slo in slos] + [alert.source for alert in alerts]
        files.append(
            RuleFile(
                name=service.name,
                title=f"Budgets and alerts of {service.name}",
                groups=tuple(one for one in groups if one.rules),
                sources=tuple(made_from),
            )
        )
    return files


def _together(first: RuleGroup, *others: RuleGroup) -> RuleGroup:
    """Return groups of one interval as one: each that wakes up costs more than its look-ups."""
    rules = [rule for group in (first, *others) for rule in group.rules]
    return attrs.evolve(first, rules=tuple(rules))


def _reading(service: Service, slos: tuple[SLO, ...], catalog: Catalog) -> tuple[RuleGroup, ...]:
    """Return the groups that read the service's own series."""
    groups = (
        events_group(service, slos, catalog.project),
        healing_group(service, slos, catalog.project),
    )
    return tuple(one for one in groups if one.rules)
