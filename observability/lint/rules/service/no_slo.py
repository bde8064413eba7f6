"""A service that serves requests has no SLO.

Why: without a promise nobody knows when it is broken, and every blip or none is an incident. What
    others run for us (`External`) is exempt: its promise is theirs.
Source: https://sre.google/workbook/implementing-slos/
Severity: warning.
Bad:
    service("cart", slo=False)
Good:
    service("cart", slo=True)
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.lint.finding import Finding, Severity
from observability.lint.view import View
from observability.model.workload import External

RULE = "service/no-slo"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every service of ours with users and no SLO."""
    for service in view.catalog.services:
        served = not isinstance(service.workload, External) and service.port is not None
        if served and not view.catalog.slos_of(service):
            yield Finding(
                rule=RULE,
                severity=Severity.WARNING,
                message=f"the service {service.name!r} promises nothing",
                help=f"define an SLO with service={service.name} in slos/",
                path="",
                source=service.source,
            )
