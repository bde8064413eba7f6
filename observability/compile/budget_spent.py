"""The ticket that tells which steps of its policy the budget of an SLO has reached."""

from __future__ import annotations

import re

from observability.base import naming
from observability.base.duration import Duration
from observability.base.labels import Labels, Matcher
from observability.base.naming import BUDGET_SPENT
from observability.compile.alerting import days_of, group_of, slo_labels, slo_links
from observability.compile.plan import AlertingRule, RuleGroup
from observability.compile.policy import INTERVAL, policy_of, told
from observability.model.catalog import Catalog
from observability.model.policy import BudgetPolicy, Step
from observability.model.slo import SLO
from observability.model.team import Severity
from observability.promql import build
from observability.promql.expr import Expr, Selector

__all__ = ["spent_group"]


def spent_group(owner: str, slos: tuple[SLO, ...], catalog: Catalog) -> RuleGroup:
    """Return the tickets of *slos*, for those that have a policy with a step that opens one."""
    found = [(slo, policy_of(slo, catalog.project)) for slo in slos]
    return RuleGroup(
        name=f"{owner}-slo-policy",
        interval=INTERVAL,
        rules=tuple(_spent(slo, one, catalog) for slo, one in found if one and one.tickets),
    )


def _spent(slo: SLO, policy: BudgetPolicy, catalog: Catalog) -> AlertingRule:
    """Return the alert: one instance for each step that is reached, so that each is told."""
    return AlertingRule(
        alert=slo.alert(BUDGET_SPENT),
        expr=_reached(slo, policy.tickets),
        hold=Duration(0),
        labels=slo_labels(slo, Severity.TICKET),
        annotations=Labels(
            {
                "summary": f"{slo.service.name} {slo.name}{group_of(slo)}:"
                " {{ $value | humanizePercentage }}"
                f" of the error budget of {days_of(slo.period)} is spent"
                f" (step {{{{ $labels.{naming.SLO_STEP} }}}} %)",
                "description": f"Promise: {slo.description} {told(policy)}",
                **slo_links(slo, catalog, BUDGET_SPENT),
            }
        ),
        source=slo.source,
    )


def _reached(slo: SLO, steps: tuple[Step, ...]) -> Expr:
    """Look up *steps*, each by its name: what the policy no longer has must not fire."""
    if len(steps) == 1:
        chosen = Matcher(naming.SLO_STEP, "=", steps[0].label)
    else:
        names = "|".join(re.escape(one.label) for one in steps)
        chosen = Matcher(naming.SLO_STEP, "=~", names)
    reached = Selector(naming.POLICY_REACHED, (Matcher(naming.SLO_ID, "=", slo.id), chosen))
    return build.above(reached, build.literal(0))
