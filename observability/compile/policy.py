"""Error budget policies to rules: which of their steps are reached."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from observability.base import naming
from observability.base.duration import minutes
from observability.base.labels import Labels, Matcher
from observability.compile.plan import RecordingRule, RuleGroup
from observability.model.catalog import Catalog
from observability.model.policy import BudgetPolicy, Step
from observability.model.project import Project
from observability.model.slo import SLO
from observability.promql import build
from observability.promql.expr import Binary, Matching, Selector

__all__ = [
    "KEPT",
    "guarded",
    "policies",
    "policy_group",
    "policy_of",
    "told",
]

INTERVAL = minutes(2)  # the consumed share is recorded as often, and found for five minutes

# A step is left below this share of it. A budget that is used at its even pace hovers where it is:
# one day's chance moves a budget of a hundred errors by three points, one of a thousand by one.
# Without the margin such a budget would open and resolve a ticket many times a day.
KEPT = Decimal("0.9")

_OWN = (naming.SLO_POLICY, naming.SLO_STEP)


def policy_of(slo: SLO, project: Project) -> BudgetPolicy | None:
    """Return the policy of *slo*: its own, else the project's."""
    return slo.policy or project.budget_policy


def policies(slos: Iterable[SLO], project: Project) -> tuple[BudgetPolicy, ...]:
    """Return the policies of *slos*, each once, by name."""
    found = [policy_of(slo, project) for slo in slos]
    named = {one.name: one for one in found if one is not None}
    return tuple(named[name] for name in sorted(named))


def guarded(policy: BudgetPolicy, catalog: Catalog) -> tuple[SLO, ...]:
    """Return the SLOs that *policy* is for."""
    return tuple(slo for slo in catalog.slos if policy_of(slo, catalog.project) is policy)


def policy_group(
    used: tuple[BudgetPolicy, ...], matchers: tuple[Matcher, ...] = (), suffix: str = ""
) -> RuleGroup:
    """Return the rules that record which steps are reached, for the budgets that *matchers* select.

    Without a policy there is no rule.
    """
    return RuleGroup(
        name=f"slo-policy{suffix}",
        interval=INTERVAL,
        rules=tuple(_reached(policy, step, matchers) for policy in used for step in policy.steps),
        comment="Which steps of the error budget policies are reached: the share of the budget that"
        " is spent. A step is left below nine tenths of it.",
    )


def _reached(policy: BudgetPolicy, step: Step, matchers: tuple[Matcher, ...]) -> RecordingRule:
    spent = Selector(naming.PERIOD_BURN)
    labels = Labels({naming.SLO_POLICY: policy.name, naming.SLO_STEP: step.label})
    before = Selector(
        naming.POLICY_REACHED,
        tuple(Matcher(name, "=", labels[name]) for name in _OWN),
    )
    share = step.at / 100
    kept = build.both(_from(spent, share * KEPT), before, Matching(ignoring=_OWN))
    budgets = Selector(
        naming.ERROR_BUDGET, (*matchers, Matcher(naming.SLO_POLICY, "=", policy.name))
    )
    return RecordingRule(
        record=naming.POLICY_REACHED,
        expr=build.both(build.any_of(_from(spent, share), kept), budgets, Matching(on=naming.IDS)),
        labels=labels,
        comment=f"{policy.name}, {step.label} %: {step.action}",
    )


def _from(spent: Selector, share: Decimal) -> Binary:
    return Binary(">=", spent, build.literal(share))


def told(policy: BudgetPolicy) -> str:
    """Return what *policy* demands, step by step, in a sentence each."""
    steps = " ".join(
        f"From {step.label} % on: {step.action.strip().rstrip('.')}"
        f"{'; deploys are refused' if step.freeze else ''}."
        for step in policy.steps
    )
    return f"The error budget policy {policy.name!r} says: {steps}"
