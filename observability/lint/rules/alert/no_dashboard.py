"""An alert has no dashboard, or one that does not exist.

Why: the first question is how bad it is and since when, and only a graph answers it.
Source: https://monitoring.mixins.dev/#guidelines-for-alert-names-labels-and-annotations
Severity: error.
Bad:
    alert('queue_depth{job="api"} > 100', dashboard="https://grafana.example/d/elsewhere")
Good:
    alert('queue_depth{job="api"} > 100', dashboard="https://grafana.example/d/service-api")
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from observability.base.words import nearest
from observability.lint.alerts import Alert
from observability.lint.finding import Finding, Severity
from observability.lint.view import View

RULE = "alert/no-dashboard"

_UID = re.compile(r"/d/([^/?#]+)")


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every alert whose dashboard is not among the documents."""
    uids = [str(body.get("uid")) for body in view.dashboards.values()]
    for alert in view.alerts:
        flaw = _flaw(view, alert, uids)
        if flaw is not None:
            yield Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=f"the alert {alert.name!r} {flaw[0]}",
                help=flaw[1],
                path=alert.path,
                source=view.alert_source(alert.name),
            )


def _flaw(view: View, alert: Alert, uids: list[str]) -> tuple[str, str] | None:
    """Return what is wrong and what to do; another Grafana's dashboards are taken on trust."""
    url = alert.annotations.get("dashboard_url", "")
    if not url:
        return "has no annotation 'dashboard_url'", "link the dashboard of its service"
    if not url.startswith(f"{view.catalog.project.grafana}/"):
        return None
    found = _UID.search(url)
    uid = found[1] if found else ""
    if uid in uids:
        return None
    near = nearest(uid, uids)
    return f"points to the dashboard {uid!r}, which does not exist", (
        f"did you mean {near!r}?" if near else "define a Dashboard for its service"
    )
