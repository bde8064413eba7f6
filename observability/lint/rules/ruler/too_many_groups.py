"""Mimir gets more groups of rules than its limit for a tenant.

Why: the ruler takes the groups one by one and refuses those beyond the limit, so that some SLOs
    have alerts and others, whichever came last, have none.
Source: https://grafana.com/docs/mimir/latest/configure/configuration-parameters/#limits
    (ruler_max_rule_groups_per_tenant)
Severity: error.
Bad:
    mimir(max_groups=3)
Good:
    mimir(max_groups=70)
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.lint.finding import Finding, Severity
from observability.lint.plain import dicts
from observability.lint.view import View
from observability.model.ruler import Mimir

RULE = "ruler/too-many-groups"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding if there are more groups than the project says that Mimir takes."""
    project = view.catalog.project
    ruler = project.ruler(Mimir)
    if ruler is None:
        return
    folder = f"mimir/{ruler.tenant}/"
    count = sum(
        len(tuple(dicts(one.body.get("groups"))))
        for one in view.documents
        if one.path.startswith(folder)
    )
    if count > ruler.max_groups:
        yield Finding(
            rule=RULE,
            severity=Severity.ERROR,
            message=f"{count} groups of rules are more than the {ruler.max_groups} that Mimir"
            f" takes of the tenant {ruler.tenant!r}",
            help=f"raise ruler_max_rule_groups_per_tenant and write Mimir(max_groups={count}),"
            " raise max_rules_per_group where groups come in parts, or write Project(pooled=True)",
            path=folder,
            source=project.source,
        )
