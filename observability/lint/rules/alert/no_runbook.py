"""An alert has no runbook, or one that does not exist.

Why: whoever is woken has to find out what it means; a link into the void costs more time than none.
Source: https://sre.google/sre-book/being-on-call/#playbooks
Severity: error.
Bad:
    alert('queue_depth{job="api"} > 100', runbook="https://runbooks.example/Elsewhere.md")
Good:
    alert('queue_depth{job="api"} > 100', runbook="https://runbooks.example/ApiDown.md")
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.lint.alerts import Alert
from observability.lint.finding import Finding, Severity
from observability.lint.view import View

RULE = "alert/no-runbook"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every alert whose runbook is not among the documents."""
    for alert in view.alerts:
        flaw = _flaw(view, alert)
        if flaw is not None:
            yield Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=f"the alert {alert.name!r} {flaw}",
                help=f"let runbook_url be {view.catalog.project.runbooks}/{alert.name}.md",
                path=alert.path,
                source=view.alert_source(alert.name),
            )


def _flaw(view: View, alert: Alert) -> str | None:
    """Return what is wrong; pages that others keep are taken on trust."""
    url = alert.annotations.get("runbook_url", "")
    if not url:
        return "has no annotation 'runbook_url'"
    base = f"{view.catalog.project.runbooks}/"
    if not url.startswith(base):
        return None
    page = f"runbooks/{url.removeprefix(base).partition('#')[0]}"
    return None if page in view.paths else f"points to {page}, which does not exist"
