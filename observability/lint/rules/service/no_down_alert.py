"""Nothing tells when a service is gone altogether.

Why: alerts on ratios and limits need series; without any they are silent, so a total outage is the
    quietest of all. An alert on an absence sees it; for Prometheus itself a heartbeat does. What is
    run elsewhere and scraped nowhere is exempt: no series of it could be absent.
Source: https://www.robustperception.io/absent-alerting-for-jobs/
Severity: warning.
Bad:
    service("cart", slo=True, down=False, no_data=False)
Good:
    service("cart", slo=True, down=True, no_data=False)
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.lint.finding import Finding, Severity
from observability.lint.queries import ALERT
from observability.lint.view import View
from observability.model.workload import External

RULE = "service/no-down-alert"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every service without an alert on an absence."""
    watched = {
        query.labels.get("service", "")
        for query, analysis in view.analyses
        if query.kind == ALERT and ("absent" in query.text or not analysis.readings)
    }
    for service in view.catalog.services:
        workload = service.workload
        unseen = isinstance(workload, External) and workload.exporter is None
        if service.name not in watched and not unseen:
            yield Finding(
                rule=RULE,
                severity=Severity.WARNING,
                message=f"no alert fires when the service {service.name!r} is gone",
                help=f"define Absent(service={service.name}, …) in alerts/",
                path="",
                source=service.source,
            )
