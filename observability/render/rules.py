"""Groups of rules as Prometheus, and all that evaluate rules like it, read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from observability.compile.plan import AlertingRule, RecordingRule, RuleGroup
from observability.promql.printer import text
from observability.render.document import Commented

__all__ = ["commented", "group"]


def group(one: RuleGroup, extra: Mapping[str, Any] | None = None) -> Any:
    """Return *one* with what a system wants to know of a group besides, and its comment."""
    body = {
        "name": one.name,
        "interval": str(one.interval),
        **(extra or {}),
        "rules": [commented(rule) for rule in one.rules],
    }
    return _commented(one.comment, body)


def commented(rule: RecordingRule | AlertingRule) -> Any:
    """Return *rule* with its comment."""
    return _commented(rule.comment, _rule(rule))


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
