"""No route takes an alert: it ends at the catch-all.

Why: the catch-all is for mistakes; its receiver is nobody's pager, so nobody comes.
Source: https://prometheus.io/docs/alerting/latest/configuration/#route
Severity: error.
Bad:
    alert('queue_depth{job="api"} > 100', team="nobody")
Good:
    alert('queue_depth{job="api"} > 100', team="core")
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.compile.routing_tree import path
from observability.lint.finding import Finding, Severity
from observability.lint.view import View

RULE = "alert/no-route"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every alert that no route below the root takes."""
    if view.route is None:
        return
    for alert in view.alerts:
        labels = {"cluster": view.cluster, **alert.labels, "alertname": alert.name}
        if len(path(view.route, labels)) > 1:
            continue
        given = ", ".join(f"{name}={alert.labels.get(name)!r}" for name in ("team", "severity"))
        yield Finding(
            rule=RULE,
            severity=Severity.ERROR,
            message=f"no route takes the alert {alert.name!r} ({given})",
            help="give it the team and the severity of a route",
            path=alert.path,
            source=view.alert_source(alert.name),
            related=("alertmanager/alertmanager.yml",),
        )
