"""An expression is longer than VictoriaMetrics takes.

Why: the database refuses the query, vmalert logs an error at each evaluation, and what the rule
    records or tells is missing.
Source: https://docs.victoriametrics.com/victoriametrics/#resource-usage-limits
    (-search.maxQueryLen)
Severity: error.
Bad:
    vmalert(max_query_length=1024)
Good:
    vmalert(max_query_length=16384)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observability.lint.finding import Finding, Severity
from observability.lint.plain import dicts
from observability.lint.view import View
from observability.model.ruler import VmAlert

RULE = "ruler/query-too-long"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every expression that is too long."""
    project = view.catalog.project
    ruler = project.ruler(VmAlert)
    if ruler is None:
        return
    for path, rule in _rules(view):
        length = len(str(rule.get("expr", "")).encode())
        if length > ruler.max_query_length:
            name = rule.get("record") or rule.get("alert")
            yield Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=f"the expression of {name!r} has {length} bytes, more than the"
                f" {ruler.max_query_length} that VictoriaMetrics takes",
                help="raise -search.maxQueryLen and VmAlert(max_query_length=…), or"
                " Project(shards=…), so that a rule serves fewer SLOs",
                path=path,
                source=project.source,
            )


def _rules(view: View) -> Iterator[tuple[str, dict[str, Any]]]:
    for document in view.documents:
        if document.path.startswith("vmalert/"):
            for group in dicts(document.body.get("groups")):
                for rule in dicts(group.get("rules")):
                    yield document.path, rule
