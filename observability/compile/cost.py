"""What the rules of a plan cost, rule by rule, shared out among the SLOs that they serve."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

import attrs

from observability.base import naming
from observability.base.duration import Duration
from observability.compile.plan import AlertingRule, Plan, RecordingRule, RuleGroup
from observability.compile.reads import Rule
from observability.compile.recorded import Recorded, recorded_by
from observability.model.project import Project
from observability.model.slo import SLO
from observability.promql.parser import Use
from observability.promql.ranges import Read, reads
from observability.slo.cost import Load, Shape, sloth

__all__ = ["Bill", "Cardinality", "RuleCost", "bill", "declared", "scraped"]

_ALERTS = ("ALERTS", "ALERTS_FOR_STATE")
OTHERS = ""
"""Whose bill rules are on that serve no SLO."""


@attrs.frozen(kw_only=True)
class Cardinality:
    """How many series there are: *of* a selector of scraped series, and *groups* of an SLO."""

    of: Callable[[Use], int]
    groups: Callable[[SLO], int]


@attrs.frozen(kw_only=True)
class RuleCost:
    """What one evaluation of a rule reads, and by which SLO's series (its id; empty: none's)."""

    rule: Rule
    group: RuleGroup
    loads: Mapping[str, Load]

    @property
    def samples(self) -> Decimal:
        """All samples that it reads."""
        return sum((load.samples for load in self.loads.values()), Decimal(0))


@attrs.frozen(kw_only=True)
class Bill:
    """What all rules come to.

    Args:
        rules: Each rule.
        slos: Each SLO's part, by its id.
        sloth: What Sloth's rules for the same SLO would come to, by its id.
        others: The rules that serve no SLO.
    """

    rules: tuple[RuleCost, ...]
    slos: Mapping[str, Shape]
    sloth: Mapping[str, Shape]
    others: Shape


def scraped(plan: Plan) -> tuple[Use, ...]:
    """Return every selector of scraped series in the rules of *plan*, each once."""
    recorded = {rule.record for rule, _ in _rules(plan) if isinstance(rule, RecordingRule)}
    found: dict[Use, None] = {}
    for rule, _ in _rules(plan):
        for one in reads(rule.expr):
            if one.use.metric not in recorded and one.use.metric not in _ALERTS:
                found[one.use] = None
    return tuple(found)


def declared(plan: Plan, series: int, of: Mapping[str, int], groups: int) -> Cardinality:
    """Return the cardinality that somebody states.

    *series* is that of all events of an SLO, *of* that of certain metrics. A selector that narrows
    another of the same metric, as errors narrow events, is taken to have half of its series.
    """
    widest: dict[str, int] = {}
    for use in scraped(plan):
        least = widest.get(use.metric, len(use.matchers))
        widest[use.metric] = min(least, len(use.matchers))

    def count(use: Use) -> int:
        whole = of.get(use.metric, series)
        narrowed = len(use.matchers) > widest.get(use.metric, 0)
        return -(-whole // 2) if narrowed else whole

    return Cardinality(of=count, groups=lambda slo: groups if slo.by else 1)


def bill(plan: Plan, cardinality: Cardinality) -> Bill:
    """Return what the rules of *plan* cost at this *cardinality* while all is well."""
    recorded = recorded_by(plan, cardinality.groups)
    meter = _Meter(
        project=plan.catalog.project,
        recorded=recorded,
        cardinality=cardinality,
        every=tuple(slo.id for slo in plan.catalog.slos),
    )
    costs = tuple(meter.cost(rule, group) for rule, group in _rules(plan))
    shapes = {slo.id: Shape() for slo in plan.catalog.slos} | {OTHERS: Shape()}
    for one in costs:
        often = 1000 / Decimal(one.group.interval.milliseconds)
        for slo, load in one.loads.items():
            shapes[slo] += Shape(once=load, second=load * often)
    for _, series in recorded.everything():
        shapes[series.slo] += Shape(recorded=Decimal(series.count))
    others = shapes.pop(OTHERS)
    theirs = {slo.id: _sloth(slo, plan.catalog.project, cardinality) for slo in plan.catalog.slos}
    return Bill(rules=costs, slos=shapes, sloth=theirs, others=others)


@attrs.frozen(kw_only=True)
class _Meter:
    project: Project
    recorded: Recorded
    cardinality: Cardinality
    every: tuple[str, ...]

    def cost(self, rule: Rule, group: RuleGroup) -> RuleCost:
        """Return what *rule* reads: its own SLO's part, or each SLO's of a rule for all."""
        owner = _owner(rule)
        loads: dict[str, Load] = {}
        for one in reads(rule.expr):
            for slo, load in self._loads(one, owner):
                loads[slo] = loads.get(slo, Load()) + load
        sharing = [owner] if owner is not None else sorted(loads) or self.every
        part = 1 / Decimal(len(sharing) or 1)
        own = Load(rules=part, idle=Decimal(0) if loads else part)
        for slo in sharing:
            loads[slo] = loads.get(slo, Load()) + own
        return RuleCost(rule=rule, group=group, loads=loads)

    def _loads(self, read: Read, owner: str | None) -> Iterator[tuple[str, Load]]:
        metric, times = read.use.metric, Decimal(read.times)
        if metric in _ALERTS or read.fixed:
            return  # a range that begins at a reset is empty before it, and long after it
        if metric not in self.recorded:
            count = Decimal(self.cardinality.of(read.use)) * times
            samples = count * _samples(read, self.project.scrape_interval)
            yield owner or OTHERS, Load(raw=samples, series=count)
            return
        for one in self.recorded.matching(metric, read.use.matchers):
            count = one.count * times
            samples = count * _samples(read, one.every)
            if owner is None:
                yield one.slo, Load(fused=samples, series=count)
            else:
                yield owner, Load(recorded=samples, series=count)


def _samples(read: Read, every: Duration) -> Decimal:
    """Return how many samples of one series are read, where they come *every* so often."""
    if read.over is None:
        return Decimal(1)
    return Decimal(read.over.milliseconds) / every.milliseconds


def _owner(rule: Rule) -> str | None:
    """Return the SLO that *rule* is of, nothing if it is of none, None if it serves many."""
    if isinstance(rule, AlertingRule):
        if "slo" not in rule.labels:
            return OTHERS
        return naming.slo_id(rule.labels["service"], rule.labels["slo"])
    return rule.labels.get(naming.SLO_ID)


def _sloth(slo: SLO, project: Project, cardinality: Cardinality) -> Shape:
    """Return what the SLO would cost in the shape of Sloth's rules, without groups."""
    total, errors = (
        sum((Decimal(cardinality.of(one.use)) for one in reads(rate)), Decimal(0))
        for rate in (
            slo.sli.event_rate(project.rate_window),
            slo.sli.error_rate(project.rate_window),
        )
    )
    return sloth(total, errors, project.scrape_interval, project.evaluation, slo.table)


def _rules(plan: Plan) -> Iterator[tuple[Rule, RuleGroup]]:
    for file in plan.rules:
        for group in file.groups:
            yield from ((rule, group) for rule in group.rules)
