"""What was counted before the rules were: the 5-minute buckets, straight from scraped series.

Budgets and long windows read nothing but buckets. The rules make these from recorded event rates,
which are not there for the time before. Here the rates are computed inside the bucket, by a
subquery, so that one pass is enough and no rule waits for the blocks of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from observability.base import naming
from observability.base.duration import Duration, days, hours
from observability.compile.calendars import LONGEST
from observability.compile.plan import Plan, RecordingRule, RuleFile, RuleGroup
from observability.compile.recorded import fulfils
from observability.compile.windows import BUCKET
from observability.model.slo import SLO
from observability.promql.expr import Expr, Selector, Subquery
from observability.promql.rewrite import rewrite
from observability.promql.walk import selectors

__all__ = ["BLOCK", "RECENT", "backfill_file", "blocks", "reach"]

NAME = "slo-backfill"
RATES = (naming.TOTAL_RATE, naming.ERRORS_RATE)

_Recorded = Mapping[tuple[str, str], Expr]
"""What is recorded, by the SLO's id and the name of the series."""

BLOCK = hours(54)
"""What one query of promtool is about, and one block of each rule.

One of Prometheus' own sizes (2 h, 6 h, 18 h, 54 h), so that its compaction goes on with them. A
longer one would hold more steps and series in memory at once than a query may.
"""

RECENT = hours(3)
"""What promtool leaves out at the end unless told otherwise: it is still in Prometheus' memory."""


def backfill_file(plan: Plan, slos: tuple[SLO, ...]) -> RuleFile:
    """Return the rules that record the buckets of *slos* from scraped series."""
    recorded = {
        (rule.labels[naming.SLO_ID], rule.record): rule.expr
        for rule, _ in _recording(plan)
        if rule.record in (*RATES, naming.MAINTENANCE) and naming.SLO_ID in rule.labels
    }
    rates = {key: _alone(expr, key[0], recorded) for key, expr in recorded.items()}
    rules = [
        attrs.evolve(rule, expr=expr, labels=slo.keys | rule.labels, comment="")
        for slo in slos
        for rule in _buckets(plan)
        if (expr := _of(slo, rule, rates, plan.catalog.project.evaluation)) is not None
    ]
    return RuleFile(
        name=NAME,
        title="The 5-minute buckets of SLOs from scraped series, for promtool alone",
        groups=(RuleGroup(name=NAME, interval=BUCKET, rules=tuple(rules)),),
        sources=tuple(slo.source for slo in slos),
    )


def reach(slos: tuple[SLO, ...]) -> Duration:
    """Return how far back the budgets of *slos* look."""
    lengths = [period for slo in slos for period in slo.rolling]
    lengths += [LONGEST[one.unit] for slo in slos for one in slo.calendars]
    return max(lengths, default=days(0))


def blocks(file: RuleFile, seconds: int) -> int:
    """Return how many blocks promtool writes for *file* over so many *seconds*, at most."""
    rules = sum(len(group.rules) for group in file.groups)
    return rules * (seconds // int(BLOCK.seconds) + 2)


def _recording(plan: Plan) -> Iterator[tuple[RecordingRule, RuleGroup]]:
    for file in plan.rules:
        for group in file.groups:
            for rule in group.rules:
                if isinstance(rule, RecordingRule):
                    yield rule, group


def _buckets(plan: Plan) -> Iterator[RecordingRule]:
    """Yield the rules that make buckets from event rates: those of every shard."""
    for rule, group in _recording(plan):
        read = {use.metric for use in selectors(rule.expr)}
        if group.interval == BUCKET and read <= set(RATES) and read:
            yield rule


def _alone(expr: Expr, slo: str, recorded: _Recorded) -> Expr:
    """Return a rate of *slo* with its maintenance in it: no rule sees what another records."""

    def change(selector: Selector) -> Expr:
        return (
            recorded[slo, naming.MAINTENANCE] if selector.metric == naming.MAINTENANCE else selector
        )

    return rewrite(expr, change)


def _of(slo: SLO, rule: RecordingRule, rates: _Recorded, step: Duration) -> Expr | None:
    """Return *rule*'s expression for *slo* alone, or None if it is not for it."""
    mine = all(fulfils(slo.keys, use.matchers) for use in selectors(rule.expr))

    def change(selector: Selector) -> Expr:
        rate = rates[slo.id, selector.metric]
        return rate if selector.over is None else Subquery(rate, selector.over, step)

    return rewrite(rule.expr, change) if mine else None
