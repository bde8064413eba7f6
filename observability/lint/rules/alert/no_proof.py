"""No test wants to see an alert firing.

Why: an alert that can not fire looks just like one that need not; only a test that makes it fire
    tells them apart.
Source: https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
Severity: error.
Bad:
    alert('queue_depth{job="api"} > 100', proven=False)
Good:
    alert('queue_depth{job="api"} > 100', proven=True)
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.lint.finding import Finding, Severity
from observability.lint.view import View

RULE = "alert/no-proof"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every alert that no test expects."""
    for alert in view.alerts:
        if alert.name not in view.proven:
            yield Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=f"no test makes the alert {alert.name!r} fire",
                help="give it series under which it fires (fires=[…])",
                path=alert.path,
                source=view.alert_source(alert.name),
            )
