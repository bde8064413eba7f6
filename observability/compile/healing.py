"""Events that were missed while nothing was recorded, found again in the counters."""

from __future__ import annotations

from decimal import Decimal

from observability.base import naming
from observability.base.duration import hours
from observability.base.labels import Matcher
from observability.compile.plan import RecordingRule, RuleGroup
from observability.model.project import Project
from observability.model.slo import SLO
from observability.promql import build
from observability.promql.expr import Expr, Selector

__all__ = ["INTERVAL", "healing_group"]

INTERVAL = hours(1)
BACK = hours(3)  # a gap of two hours that ended an hour ago lies within
# Rates over minutes and over hours differ a little where pods come and go; that is no gap.
_SHARE, _LEAST = Decimal("0.05"), Decimal(5)


def healing_group(owner: str, slos: tuple[SLO, ...], project: Project) -> RuleGroup:
    """Return the rules that find the missed events of those of *slos* that want it."""
    return RuleGroup(
        name=f"{owner}-slo-healing",
        interval=INTERVAL,
        rules=tuple(rule for slo in slos if slo.healing for rule in _healed(slo, project)),
        comment=f"What the counters say of the last {BACK}, less what was recorded of it: counted"
        " where it is more than 5 % and more than 5 events.",
    )


def _healed(slo: SLO, project: Project) -> tuple[RecordingRule, RecordingRule]:
    total = slo.sli.event_rate(BACK, slo.by)
    errors = slo.sli.error_rate(BACK, slo.by)
    missed = _missed(slo, project, total, naming.TOTAL_RATE, naming.TOTAL_HEALED)
    limit = build.call("clamp_min", build.times(_events(total), _SHARE), build.literal(_LEAST))
    found = build.times(missed, build.greater(missed, limit))
    lost = _missed(slo, project, errors, naming.ERRORS_RATE, naming.ERRORS_HEALED)
    healed = Selector(naming.TOTAL_HEALED, (_own(slo),))
    some = build.bare(build.greater(healed, build.literal(0)), slo.by)
    return (
        RecordingRule(record=naming.TOTAL_HEALED, expr=build.valid(found), labels=slo.keys),
        RecordingRule(
            record=naming.ERRORS_HEALED,
            expr=build.valid(build.times(build.call("clamp_min", lost, 0), some)),
            labels=slo.keys,
        ),
    )


def _missed(slo: SLO, project: Project, raw: Expr, recorded: str, healed: str) -> Expr:
    """The events that the counters tell of, less those recorded and those found before."""
    step = build.literal(project.evaluation.seconds)
    seen = build.times(build.sum_over(Selector(recorded, (_own(slo),)), BACK), step)
    before = build.sum_over(Selector(healed, (_own(slo),)), BACK)
    known = build.any_of(build.plus(seen, before), seen)
    return build.minus(_events(raw), build.bare(known, slo.by))


def _events(rate: Expr) -> Expr:
    return build.times(rate, build.literal(BACK.seconds))


def _own(slo: SLO) -> Matcher:
    return Matcher(naming.SLO_ID, "=", slo.id)
