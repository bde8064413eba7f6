"""A panel does not say what its numbers are, or what to do about them.

Why: 0.9 of what, and is that bad? Whoever looks at three in the morning did not build the panel.
Source: https://github.com/grafana/dashboard-linter (panel-units, panel-title-description)
Severity: error.
Bad:
    panel("sum(queue_depth)", unit="")
Good:
    panel("sum(queue_depth)", unit="short")
Bad:
    panel("sum(queue_depth)", description="")
Good:
    panel("sum(queue_depth)", description="What waits; above 100 the consumers are too slow.")
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observability.lint.finding import Finding, Severity
from observability.lint.queries import panels
from observability.lint.view import View

RULE = "dashboard/no-unit-or-description"

_WITHOUT_NUMBERS = ("row", "text", "dashlist", "alertlist", "news")


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every panel without a unit or a description."""
    for document in view.documents:
        for panel in panels(document):
            missing = list(_missing(panel))
            if missing:
                yield Finding(
                    rule=RULE,
                    severity=Severity.ERROR,
                    message=f"the panel {panel.get('title')!r} has no {' and no '.join(missing)}",
                    help="say what the numbers are, and what to do when they are bad",
                    path=document.path,
                    source=view.document_source(document.path),
                )


def _missing(panel: dict[str, Any]) -> Iterator[str]:
    if panel.get("type") == "row":
        return
    if not panel.get("description"):
        yield "description"
    unit = panel.get("fieldConfig", {}).get("defaults", {}).get("unit")
    if panel.get("type") not in _WITHOUT_NUMBERS and not unit:
        yield "unit"
