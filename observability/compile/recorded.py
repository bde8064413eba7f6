"""Which series the rules of a plan record, and of which SLO each is, told from the rules alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import attrs

from observability.base import naming
from observability.base.duration import Duration
from observability.base.labels import Labels, Matcher
from observability.compile.plan import Plan, RecordingRule, RuleGroup
from observability.model.slo import SLO
from observability.promql.expr import Aggregate, Binary, Call, Expr, Selector, Subquery
from observability.promql.ranges import reads

__all__ = ["Counts", "Recorded", "Series", "fulfils", "recorded_by"]

Counts = Mapping[str, int]
"""How many series there are of each SLO, by its id."""

# Nothing is recorded of these while all is well.
_ABSENT = (naming.PAGE, naming.TICKET, naming.POLICY_REACHED, naming.MAINTENANCE)
_FILTERS = ("and", "unless")


@attrs.frozen(kw_only=True)
class Series:
    """*count* recorded series of an SLO: one, or one for each of its groups."""

    labels: Labels
    slo: str
    count: int
    every: Duration


@attrs.define
class Recorded:
    """The series that rules record, by name and SLO."""

    _found: dict[str, dict[str, list[Series]]] = attrs.field(factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def add(self, name: str, one: Series | None) -> None:
        """Take note of *one*, or of the *name* of a series that is not there for now."""
        kept = self._found.setdefault(name, {})
        if one is not None:
            kept.setdefault(one.slo, []).append(one)

    def matching(self, name: str, matchers: tuple[Matcher, ...]) -> Iterator[Series]:
        """Yield the series called *name* that fulfil *matchers*."""
        kept = self._found.get(name, {})
        ids = [one.value for one in matchers if (one.label, one.op) == (naming.SLO_ID, "=")]
        for slo in ids or kept:
            for one in kept.get(slo, ()):
                if fulfils(one.labels, matchers):
                    yield one

    def everything(self) -> Iterator[tuple[str, Series]]:
        """Yield every series with its name, in the order in which they were noted."""
        for name, by_slo in self._found.items():
            for several in by_slo.values():
                yield from ((name, one) for one in several)


def fulfils(labels: Labels, matchers: tuple[Matcher, ...]) -> bool:
    """Tell whether a series with *labels* is selected by *matchers*."""
    return all(_fulfils(labels.get(one.label, ""), one) for one in matchers)


def recorded_by(plan: Plan, groups: Callable[[SLO], int]) -> Recorded:
    """Return what the rules of *plan* record while all is well; *groups* says how many an SLO has.

    Rules are taken in the order in which they read each other.
    """
    found = Recorded()
    waiting = [
        (rule, group)
        for file in plan.rules
        for group in file.groups
        for rule in group.rules
        if isinstance(rule, RecordingRule)
    ]
    names = {rule.record for rule, _ in waiting}
    slos = {slo.id: slo for slo in plan.catalog.slos}
    while waiting:
        pending = {rule.record for rule, _ in waiting}
        ready = [one for one in waiting if not _awaits(one[0], pending & names)] or waiting
        for rule, group in ready:
            _record(found, rule, group, slos, groups)
        done = set(map(id, ready))
        waiting = [one for one in waiting if id(one) not in done]
    return found


def _awaits(rule: RecordingRule, pending: set[str]) -> bool:
    """Tell whether *rule* reads a series that is still to be recorded, itself apart."""
    return bool({one.use.metric for one in reads(rule.expr)} & (pending - {rule.record}))


def _record(
    found: Recorded,
    rule: RecordingRule,
    group: RuleGroup,
    slos: Mapping[str, SLO],
    groups: Callable[[SLO], int],
) -> None:
    found.add(rule.record, None)
    if rule.record in _ABSENT:
        return
    own = rule.labels.get(naming.SLO_ID)
    if own is not None:
        counts: Counts = {own: groups(slos[own]) if reads(rule.expr) else 1}
    else:
        counts = _result(rule.expr, found) or {}
    for slo, count in counts.items():
        labels = slos[slo].keys | rule.labels
        found.add(rule.record, Series(labels=labels, slo=slo, count=count, every=group.interval))


def _result(expr: Expr, found: Recorded) -> Counts | None:
    """Return how many series *expr* has of each SLO; None: it is of no SLO, like a number."""
    match expr:
        case Selector():
            return _selected(found, expr)
        case Call():
            parts = [_result(one, found) for one in expr.args]
            return next((one for one in parts if one is not None), None)
        case Aggregate():
            inner = _result(expr.expr, found)
            merged = bool(expr.by) and inner is not None
            return dict.fromkeys(inner or {}, 1) if merged else inner
        case Subquery():
            return _result(expr.expr, found)
        case Binary():
            return _joined(expr.op, _result(expr.left, found), _result(expr.right, found))
        case _:
            return None


def _selected(found: Recorded, selector: Selector) -> Counts:
    counts: dict[str, int] = {}
    for one in found.matching(selector.metric, selector.matchers):
        counts[one.slo] = counts.get(one.slo, 0) + one.count
    return counts


def _joined(op: str, left: Counts | None, right: Counts | None) -> Counts | None:
    if left is None or right is None:
        return right if left is None else left
    if op == "or":
        return {slo: max(left.get(slo, 0), right.get(slo, 0)) for slo in {**left, **right}}
    if op == "unless":
        return left
    both = {slo: (left[slo], right[slo]) for slo in left if slo in right}
    return {slo: one[0] if op in _FILTERS else max(one) for slo, one in both.items()}


def _fulfils(value: str, matcher: Matcher) -> bool:
    match matcher.op:
        case "=":
            return value == matcher.value
        case "!=":
            return value != matcher.value
        case "=~":
            return re.fullmatch(matcher.value, value) is not None
        case _:
            return re.fullmatch(matcher.value, value) is None
