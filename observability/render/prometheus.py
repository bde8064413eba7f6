"""Rule files for Prometheus, one for each service and one for all SLOs."""

from __future__ import annotations

from observability.compile.plan import Plan, RuleFile
from observability.render import rules
from observability.render.document import Document

__all__ = ["render", "rule_file"]


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the rule files of *plan*."""
    return tuple(rule_file(file) for file in plan.rules)


def rule_file(file: RuleFile) -> Document:
    """Return *file* as Prometheus reads it."""
    return Document(
        path=f"prometheus/rules/{file.name}.yml",
        format="yaml",
        body={"groups": [rules.group(one) for one in file.groups]},
        title=file.title,
        sources=file.sources,
    )
