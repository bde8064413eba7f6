"""Rule files for vmalert of VictoriaMetrics.

Source: https://docs.victoriametrics.com/victoriametrics/vmalert/#groups
"""

from __future__ import annotations

from observability.compile.inline import inlined
from observability.compile.plan import Plan, RuleFile
from observability.compile.splitting import apart
from observability.model.ruler import VmAlert
from observability.render import rules
from observability.render.document import Document

__all__ = ["render"]


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the rule files of *plan* in vmalert's dialect, if the project wants them."""
    ruler = plan.catalog.project.ruler(VmAlert)
    return tuple(_file(file, ruler) for file in plan.rules) if ruler else ()


def _file(file: RuleFile, ruler: VmAlert) -> Document:
    groups = [inlined(part, ruler.max_query_length) for one in file.groups for part in apart(one)]
    return Document(
        path=f"vmalert/{file.name}.yml",
        format="yaml",
        body={"groups": [rules.group(one) for one in groups]},
        title=file.title,
        sources=file.sources,
    )
