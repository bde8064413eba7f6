"""Two dashboards have one uid.

Why: Grafana keeps the one that it reads last; the other is gone, and its links show the wrong one.
Source: https://grafana.com/docs/grafana/latest/administration/provisioning/#dashboards
Severity: error.
Bad:
    dashboard(uid="service-api", title="Checkout")
Good:
    dashboard(uid="service-checkout", title="Checkout")
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.lint.finding import Finding, Severity
from observability.lint.view import View

RULE = "dashboard/duplicate-uid"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every dashboard whose uid another one has."""
    first: dict[str, str] = {}
    for path, body in view.dashboards.items():
        other = first.setdefault(str(body.get("uid")), path)
        if other != path:
            yield Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=f"the dashboard {body.get('title')!r} has the uid {body.get('uid')!r}"
                f" of another, {other}",
                help="give it a uid of its own",
                path=path,
                source=view.document_source(path),
                related=(other,),
            )
