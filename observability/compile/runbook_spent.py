"""What the page of the ticket says that a budget is being spent."""

from __future__ import annotations

from observability.base.naming import BUDGET_SPENT
from observability.base.quantity import short
from observability.compile.alerting import days_of
from observability.compile.policy import KEPT, policy_of
from observability.compile.runbook_page import Part
from observability.compile.runbook_policy import agreed
from observability.compile.runbook_queries import spent_queries
from observability.compile.runbook_slo import promise
from observability.model.catalog import Catalog
from observability.model.policy import BudgetPolicy
from observability.model.project import Project
from observability.model.slo import SLO
from observability.model.team import Severity

__all__ = ["spent_parts"]


def spent_parts(catalog: Catalog) -> dict[str, Part]:
    """Return what the page of each such ticket says, by the alert's name."""
    found = [(slo, policy_of(slo, catalog.project)) for slo in catalog.slos]
    return {
        slo.alert(BUDGET_SPENT): _part(slo, policy, catalog.project)
        for slo, policy in found
        if policy is not None
    }


def _part(slo: SLO, policy: BudgetPolicy, project: Project) -> Part:
    return Part(
        service=slo.service,
        severity=Severity.TICKET,
        meaning=(*promise(slo), _steps(slo)),
        impact="Users got less than what was promised, or soon will: what was agreed for this case"
        " comes into force.",
        actions=(_FIRST, *_ACTIONS, *((_FROZEN,) if policy.steps[-1].freeze else ())),
        queries=spent_queries(slo, project),
        agreed=agreed(policy),
    )


def _steps(slo: SLO) -> str:
    return (
        "So much of that budget is spent that a step of the error budget policy is reached; each"
        " step is an alert of its own. A step is left when less than"
        f" {short(KEPT * 100)} % of it are spent: errors leave the budget when they are older than"
        f" {days_of(slo.period)}."
    )


_FIRST = "Do what the table above says for the highest step that is open, and say so in the ticket."
_ACTIONS = (
    (
        "Find what spent it. On the dashboard, a steep part of the burndown is an incident; an even"
        " slope is an error that never ends by itself."
    ),
    (
        "Put the repair of the largest part first. Several small ones with one cause are one: look"
        " at what they have in common."
    ),
    "If the promise is wrong, change it with those who rely on it: never the policy, and not now.",
)
_FROZEN = (
    "While deploys are refused, `o11y gate` fails in the deploy job. A repair or a revert that"
    " must go out anyway is the decision of a person: let the job run without the gate, and write"
    " down why."
)
