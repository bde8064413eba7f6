"""All rule files of a project."""

from __future__ import annotations

from observability.compile.alerting import alert_group, slo_alert_group
from observability.compile.plan import RuleFile, RuleGroup
from observability.compile.recording import constants_group, events_group
from observability.compile.windows import windows_file
from observability.model.catalog import Catalog
from observability.model.service import Service

__all__ = ["events_file_name", "rule_files"]


def events_file_name(service: Service) -> str:
    """Return the name of the file that reads the service's own series."""
    return f"{service.name}.events"


def rule_files(catalog: Catalog) -> tuple[RuleFile, ...]:
    """Return the rule files: two for each service with SLOs, and the one that serves them all.

    The event rates stand apart from the alerts, so that tests can feed months of event rates to
    the alerts without replaying what they are made from.
    """
    files = [file for service in catalog.services for file in _files(service, catalog)]
    if catalog.slos:
        files.append(windows_file(catalog.project))
    return tuple(files)


def _files(service: Service, catalog: Catalog) -> list[RuleFile]:
    slos, alerts = catalog.slos_of(service), catalog.alerts_of(service)
    files: list[RuleFile] = []
    if slos:
        files.append(
            RuleFile(
                name=events_file_name(service),
                title=f"What the SLOs of {service.name} count",
                groups=(events_group(service, slos, catalog.project),),
                sources=tuple(slo.source for slo in slos),
            )
        )
    groups: list[RuleGroup] = []
    if slos:
        groups += [constants_group(service, slos), slo_alert_group(service, slos, catalog)]
    if alerts:
        groups.append(alert_group(service, alerts, catalog))
    if groups:
        made_from = [slo.source for slo in slos] + [alert.source for alert in alerts]
        files.append(
            RuleFile(
                name=service.name,
                title=f"Budgets and alerts of {service.name}",
                groups=tuple(groups),
                sources=tuple(made_from),
            )
        )
    return files
