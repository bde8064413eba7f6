"""Rule files for Prometheus, one for each service and one for all SLOs."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import AlertingRule, Plan, RecordingRule, RuleFile, RuleGroup
from observability.promql.printer import text
from observability.render.document import Commented, Document

__all__ = ["render", "rule_file"]


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the rule files of *plan*."""
    return tuple(rule_file(file) for file in plan.rules)


def rule_file(file: RuleFile) -> Document:
    """Return *file* as Prometheus reads it."""
    return Document(
        path=f"prometheus/rules/{file.name}.yml",
        format="yaml",
        body={"groups": [_commented(one.comment, _group(one)) for one in file.groups]},
        title=file.title,
        sources=file.sources,
    )


def _group(group: RuleGroup) -> dict[str, Any]:
    return {
        "name": group.name,
        "interval": str(group.interval),
        "rules": [_commented(rule.comment, _rule(rule)) for rule in group.rules],
    }


def _commented(comment: str, value: Any) -> Any:
    return Commented(comment, value) if comment else value


def _rule(rule: RecordingRule | AlertingRule) -> dict[str, Any]:
    if isinstance(rule, RecordingRule):
        body: dict[str, Any] = {"record": rule.record, "expr": text(rule.expr)}
        return body | ({"labels": dict(rule.labels)} if rule.labels else {})
    body = {"alert": rule.alert, "expr": text(rule.expr)}
    if rule.hold:
        body["for"] = str(rule.hold)
    return body | {"labels": dict(rule.labels), "annotations": dict(rule.annotations)}
