"""How much later than the mathematics says an alert fires: scraping, rates, and rules in a row."""

from __future__ import annotations

from collections.abc import Iterator

from observability.base import naming
from observability.base.duration import Duration
from observability.compile.plan import AlertingRule, Plan, RecordingRule, RuleGroup
from observability.model.slo import SLO
from observability.promql.expr import Aggregate, Binary, Call, Expr, Selector, Subquery
from observability.slo.windows import PAGE, Pair

__all__ = ["delay"]

_Recorded = dict[str, list[tuple[RecordingRule, RuleGroup]]]


def delay(plan: Plan, slo: SLO, pair: Pair) -> Duration:
    """Return the most that the way from an event to *slo*'s alert adds to *pair*'s time to fire.

    An event waits for a scrape; the rate that it goes into lags by half its range; then each group
    of rules on the way waits for its turn, and so does the alert if its group is another one.
    """
    recorded = _recorded(plan)
    ratio = max(
        (_arrival(recorded, naming.ratio(window), plan) for window in (pair.short, pair.long)),
        key=lambda one: one[0],
    )
    _, burning = recorded[naming.PAGE if pair.severity == PAGE else naming.TICKET][0]
    after_ratio = ratio[0] if ratio[1] is burning else ratio[0] + burning.interval
    alerting = _alert_group(plan, slo, pair.severity)
    return after_ratio if alerting is burning else after_ratio + alerting.interval


def _arrival(recorded: _Recorded, series: str, plan: Plan) -> tuple[Duration, RuleGroup]:
    """Return when an event has reached *series* at the latest, and the group that records it."""
    rule, group = recorded[series][0]
    inputs = [one.metric for one in _selectors(rule.expr) if one.metric in recorded]
    inputs = [one for one in inputs if one not in (series, naming.MAINTENANCE)]  # no events
    if not inputs:
        project = plan.catalog.project
        half = Duration(project.rate_window.milliseconds // 2)
        return project.scrape_interval + half + group.interval, group
    waits = []
    for metric in inputs:
        before, source = _arrival(recorded, metric, plan)
        waits.append(before if source is group else before + group.interval)
    return max(waits), group


def _recorded(plan: Plan) -> _Recorded:
    found: _Recorded = {}
    for file in plan.rules:
        for group in file.groups:
            for rule in group.rules:
                if isinstance(rule, RecordingRule):
                    found.setdefault(rule.record, []).append((rule, group))
    return found


def _alert_group(plan: Plan, slo: SLO, severity: str) -> RuleGroup:
    name = slo.alert(naming.FAST_BURN if severity == PAGE else naming.SLOW_BURN)
    return next(
        group
        for file in plan.rules
        for group in file.groups
        for rule in group.rules
        if isinstance(rule, AlertingRule) and rule.source is slo.source and rule.alert == name
    )


def _selectors(expr: Expr) -> Iterator[Selector]:
    match expr:
        case Selector():
            yield expr
        case Call():
            for argument in expr.args:
                yield from _selectors(argument)
        case Aggregate() | Subquery():
            yield from _selectors(expr.expr)
        case Binary():
            yield from _selectors(expr.left)
            yield from _selectors(expr.right)
