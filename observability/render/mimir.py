"""Namespaces of rules for the ruler of Grafana Mimir or Cortex, as `mimirtool` loads them.

Source: https://grafana.com/docs/mimir/latest/references/architecture/components/ruler/
"""

from __future__ import annotations

from typing import Any

from observability.compile.plan import AlertingRule, Plan, RuleFile, RuleGroup
from observability.compile.reads import Rule, is_scraped, recorded_in
from observability.compile.splitting import split
from observability.model.ruler import Mimir
from observability.render import rules
from observability.render.document import Document

__all__ = ["render"]

_ASKS = "query `"  # how a template asks while an alert is sent


def render(plan: Plan) -> tuple[Document, ...]:
    """Return a namespace a rule file of *plan*, if the project wants them."""
    ruler = plan.catalog.project.ruler(Mimir)
    if ruler is None:
        return ()
    recorded = recorded_in(plan.rules)
    return tuple(_namespace(file, ruler, recorded) for file in plan.rules)


def _namespace(file: RuleFile, ruler: Mimir, recorded: frozenset[str]) -> Document:
    groups = [part for one in file.groups for part in split(one, ruler.max_rules_per_group, _one)]
    return Document(
        path=f"mimir/{ruler.tenant}/{file.name}.yaml",
        format="yaml",
        body={
            "namespace": file.name,
            "groups": [rules.group(one, _settings(one, ruler, recorded)) for one in groups],
        },
        title=file.title,
        sources=file.sources,
    )


def _one(_: Rule) -> int:
    return 1


def _settings(group: RuleGroup, ruler: Mimir, recorded: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if ruler.query_offset is not None:
        found["query_offset"] = str(ruler.query_offset)
    if ruler.source_tenants and (is_scraped(group, recorded) or _asks(group)):
        found["source_tenants"] = list(dict.fromkeys((ruler.tenant, *ruler.source_tenants)))
    return found


def _asks(group: RuleGroup) -> bool:
    """Tell whether an alert of *group* asks for scraped series when it is sent."""
    alerts = [rule for rule in group.rules if isinstance(rule, AlertingRule)]
    return any(_ASKS in text for one in alerts for text in one.annotations.values())
