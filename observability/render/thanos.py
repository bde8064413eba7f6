"""Rule files for Thanos on two levels: for each cluster's Prometheus, and for the ruler above.

Source: https://thanos.io/tip/components/rule.md/
"""

from __future__ import annotations

from collections.abc import Mapping

from observability.compile.plan import Plan, RuleFile
from observability.compile.rollup import levels
from observability.model.ruler import ThanosRuler
from observability.render import rules
from observability.render.document import Document

__all__ = ["render"]


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the rule files of *plan* on two levels, if the project wants them."""
    ruler = plan.catalog.project.ruler(ThanosRuler)
    if ruler is None:
        return ()
    both = levels(plan, ruler)
    strategy = {"partial_response_strategy": ruler.partial_response}
    return (
        *(_file("cluster", file, {}) for file in both.cluster),
        *(_file("ruler", file, strategy) for file in both.above),
    )


def _file(level: str, file: RuleFile, settings: Mapping[str, str]) -> Document:
    return Document(
        path=f"thanos/{level}/{file.name}.yml",
        format="yaml",
        body={"groups": [rules.group(one, settings) for one in file.groups]},
        title=file.title,
        sources=file.sources,
    )
