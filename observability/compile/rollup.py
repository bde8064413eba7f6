"""Rules on two levels, for SLOs over several clusters that Thanos sees at once.

Each cluster's Prometheus records its own event rates, and whatever else reads scraped series. The
ruler above adds the rates up and works on the sums: events can be added, ratios can not. All that
it records is read without the clusters' label, so that a cluster may run all the rules, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from observability.base import naming
from observability.base.labels import Matcher
from observability.compile import healing
from observability.compile.plan import AlertingRule, Plan, RecordingRule, RuleFile, RuleGroup
from observability.compile.reads import Rule, read_by, recorded_in
from observability.compile.rollup_data import cluster_gone
from observability.model.ruler import ThanosRuler
from observability.promql import build
from observability.promql.expr import Aggregate, Expr, Selector
from observability.promql.rewrite import rewrite

__all__ = ["ROLLUP", "Levels", "levels"]

ROLLUP = "slo-rollup"
"""The file, and the group, that adds up what the clusters count."""

_RATES = (naming.TOTAL_RATE, naming.ERRORS_RATE)
_HEALED = (naming.TOTAL_HEALED, naming.ERRORS_HEALED)


@attrs.frozen(kw_only=True)
class Levels:
    """The rules of each cluster's Prometheus, and those of the ruler above them."""

    cluster: tuple[RuleFile, ...]
    above: tuple[RuleFile, ...]


def levels(plan: Plan, ruler: ThanosRuler) -> Levels:
    """Return the rules of *plan* on two levels."""
    recorded = recorded_in(plan.rules)
    below = _below(plan, recorded)

    def belongs_above(rule: Rule) -> bool:
        return not read_by(rule) - recorded and not _is_rolled(rule)

    lifted = [_lifted(file, plan, recorded, ruler) for file in _only(plan.rules, belongs_above)]
    return Levels(
        cluster=_only(plan.rules, lambda rule: rule in below),
        above=(*_rollups(plan, ruler), *lifted),
    )


def _is_rolled(rule: Rule) -> bool:
    return isinstance(rule, RecordingRule) and rule.record in (*_RATES, *_HEALED)


def _below(plan: Plan, recorded: frozenset[str]) -> frozenset[Rule]:
    """The rules that read scraped series, whatever they read that is recorded, and watchdogs.

    An alert that reads nothing tells that its Prometheus works, so each has one.
    """
    every = [rule for file in plan.rules for group in file.groups for rule in group.rules]
    found = [rule for rule in every if read_by(rule) - recorded or _is_rolled(rule)]
    found += [rule for rule in every if isinstance(rule, AlertingRule) and not read_by(rule)]
    fresh = found
    while fresh:
        needed = {name for rule in fresh for name in read_by(rule) & recorded}
        fresh = [
            rule
            for rule in every
            if isinstance(rule, RecordingRule) and rule.record in needed and rule not in found
        ]
        found = [*found, *fresh]
    return frozenset(found)


def _only(files: Iterable[RuleFile], wanted: Callable[[Rule], bool]) -> tuple[RuleFile, ...]:
    """Return *files* with the *wanted* rules only, and without the groups that have none."""
    found = []
    for file in files:
        groups = [
            attrs.evolve(one, rules=tuple(rule for rule in one.rules if wanted(rule)))
            for one in file.groups
        ]
        kept = tuple(one for one in groups if one.rules)
        if kept:
            found.append(attrs.evolve(file, groups=kept))
    return tuple(found)


def _lifted(file: RuleFile, plan: Plan, recorded: frozenset[str], ruler: ThanosRuler) -> RuleFile:
    """Return *file* with each recorded series read as the ruler recorded it, not a cluster."""

    def own(selector: Selector) -> Expr:
        if selector.metric not in recorded:
            return selector
        return selector.where(Matcher(ruler.cluster_label, "=", ""))

    def lifted(rule: Rule) -> Rule:
        expr = rewrite(rule.expr, own)
        slo = told.get(rule.alert) if isinstance(rule, AlertingRule) else None
        if slo is not None:
            expr = build.any_of(expr, cluster_gone(slo, ruler))
        return attrs.evolve(rule, expr=expr)

    told = {slo.alert(naming.NO_DATA): slo for slo in plan.catalog.slos}
    groups = (
        attrs.evolve(one, rules=tuple(lifted(rule) for rule in one.rules)) for one in file.groups
    )
    return attrs.evolve(file, groups=tuple(groups))


def _rollups(plan: Plan, ruler: ThanosRuler) -> tuple[RuleFile, ...]:
    """Return the file of the sums; none without SLOs."""
    slos = plan.catalog.slos
    if not slos:
        return ()
    kept = (*naming.IDS, naming.SLO_SLOT, *sorted({label for slo in slos for label in slo.by}))
    rates = RuleGroup(
        name=ROLLUP,
        interval=plan.catalog.project.evaluation,
        rules=tuple(_sum(name, "max", Selector(name), kept, ruler) for name in _RATES),
        comment="The events of all clusters. Servers that watch the same count once: the one that"
        " saw more. A cluster without data adds nothing, and takes nothing from the others.",
    )
    groups = [rates, _healed(kept, ruler)] if any(slo.healing for slo in slos) else [rates]
    return (RuleFile(name=ROLLUP, title="Events of all clusters", groups=tuple(groups)),)


def _healed(kept: tuple[str, ...], ruler: ThanosRuler) -> RuleGroup:
    """Return the sums of what was found later, as often as it is looked for: each counts once."""
    return RuleGroup(
        name=f"{ROLLUP}-healing",
        interval=healing.INTERVAL,
        rules=tuple(
            _sum(name, "min", Selector(name, over=healing.INTERVAL), kept, ruler)
            for name in _HEALED
        ),
        comment="Events that one server missed and another saw were counted; so what counts here is"
        " what all of them missed.",
    )


def _sum(
    record: str, of_replicas: str, read: Selector, kept: tuple[str, ...], ruler: ThanosRuler
) -> RecordingRule:
    clusters = read.where(Matcher(ruler.cluster_label, "!=", ""))
    value = clusters if read.over is None else build.call("last_over_time", clusters)
    each = Aggregate(of_replicas, value, by=(ruler.cluster_label, *kept))
    return RecordingRule(record=record, expr=Aggregate("sum", each, by=kept))
