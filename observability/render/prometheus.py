"""Rule files for Prometheus, one for each service and one for all SLOs."""

from __future__ import annotations

from observability.compile.plan import Plan, RuleFile
from observability.render import rules
from observability.render.document import Document

__all__ = ["render"]


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the rule files of *plan*."""
    return tuple(_file(file) for file in plan.rules)


def _file(file: RuleFile) -> Document:
    """Return *file* as Prometheus reads it."""
    return Document(
        path=f"prometheus/rules/{file.name}.yml",
        format="yaml",
        body={"groups": [rules.group(one) for one in file.groups]},
        title=file.title,
        sources=file.sources,
    )
