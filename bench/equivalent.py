"""Mutants that change nothing that anybody could observe, and why."""

from __future__ import annotations

import re

__all__ = ["reason"]

_REASONS: tuple[tuple[str, str], ...] = (
    (
        r"BudgetSpent: matcher dropped \(\d+: slo_step=~",
        "every step of the policy opens a ticket, so there is no other to tell them from",
    ),
    (
        r"^(?:learning-orchestrator|postgres): .*label slo_(?:windows|period) changed",
        "all SLOs of the estate have one period and one table of windows, so no rule selects by it",
    ),
    (
        r"MemoryNearLimit: matcher dropped \(\d+: (?:pod|namespace|container)=",
        "the other side of the division names the same, and what has no partner is dropped",
    ),
    (
        r"CrashLooping: label dropped \(\d+: by \(namespace, pod, container\)\)",
        "the condition asks for one container of one namespace; pod is told, and is noticed",
    ),
    (
        r"budget_policy:reached\{\}: matcher dropped \(\d+: slo_policy=",
        "the estate has one policy, and no other steps to mistake for its own",
    ),
    (
        r"^shop.events: slo:events_error:rate{routes}: (?:range changed|sum to max) \(2: ",
        "what is multiplied by 0 only tells which groups there are",
    ),
    (
        r"^(?:learning-orchestrator|postgres): slo:error_budget:ratio.*label slo_slot changed",
        "the estate has one shard, so no rule selects by the slot",
    ),
    (
        r"period_error:ratio\w+\{\}: matcher dropped \(\d+: sloth_id=",
        "the other side of the division names the SLO, too, and what has no partner is dropped",
    ),
    (
        r"budget_remaining:ratio\{\}: matcher dropped \(\d+: slo_period=\"month",
        "the estate has one calendar, and no events of another to add by mistake",
    ),
    (
        r"events_total:healed{.*matcher dropped \((?:3|4|8|9): sloth_id=",
        "the other side of the sum names the SLO, too, and what has no partner is dropped",
    ),
    (
        r"^(?:shop.*matcher dropped \([45]|desk.*matcher dropped \([67]): sloth_id=\"\w+-healed",
        "the other side of the sum names the SLO, too, and what has no partner is dropped",
    ),
    (
        r"calendar5m.*matcher dropped \(\d+: slo_slot=~",
        "the SLO is named beside it, and its id tells its slot",
    ),
    (
        r"budget_(?:burn_rate|remaining).*matcher dropped \(\d+: slo_slot=~",
        "the other side of the division names the slots, too, and what has no partner is dropped",
    ),
    (
        r"label dropped \(\d+: (?:on|by) \(sloth_id, sloth_service, sloth_slo\)\)$",
        "the id alone tells an SLO from another: it is made of the service and the name",
    ),
    (
        r"label dropped \(\d+: without \(sloth_window, slo_slot\)\)$",
        "both sides keep the label, or what is recorded keeps one more that nothing reads",
    ),
)
"""A pattern of the mutant's description, and the reason."""


def reason(what: str) -> str:
    """Return why the mutant *what* is equivalent; nothing if it is not known to be."""
    return next((why for pattern, why in _REASONS if re.search(pattern, what)), "")
