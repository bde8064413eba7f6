"""What is recorded per SLO: two event rates, its budget, and who it is."""

from __future__ import annotations

from observability.base import naming
from observability.base.duration import minutes
from observability.base.labels import Labels
from observability.base.quantity import number
from observability.compile.exclusion import active, echo, resting
from observability.compile.plan import RecordingRule, RuleGroup
from observability.compile.policy import policy_of
from observability.model.project import Project
from observability.model.slo import SLO
from observability.promql import build
from observability.promql.expr import Expr

__all__ = ["CONSTANTS_INTERVAL", "choices", "constants_group", "events_group"]

CONSTANTS_INTERVAL = minutes(2)  # below the 5 minutes for which Prometheus looks back


def events_group(owner: str, slos: tuple[SLO, ...], project: Project) -> RuleGroup:
    """Return the event rates of *slos*: the only rules that read the service's own series."""
    return RuleGroup(
        name=f"{owner}-slo-events",
        interval=project.evaluation,
        rules=tuple(rule for slo in slos for rule in _events(slo, project)),
        comment=f"Events per second over {project.rate_window}, one pair of series an SLO. What is"
        " no number from 0 up is dropped: one NaN would spoil a month.",
    )


def constants_group(owner: str, slos: tuple[SLO, ...], project: Project) -> RuleGroup:
    """Return the budgets and the info series of *slos*."""
    return RuleGroup(
        name=f"{owner}-slo-budgets",
        interval=CONSTANTS_INTERVAL,
        rules=tuple(rule for slo in slos for rule in _constants(slo, project)),
    )


def _events(slo: SLO, project: Project) -> tuple[RecordingRule, ...]:
    window = project.rate_window
    rates = (
        RecordingRule(
            record=naming.TOTAL_RATE,
            expr=_counted(slo, slo.sli.event_rate(window, slo.by)),
            labels=slo.keys,
            comment=f"{slo.name}: all events.",
        ),
        RecordingRule(
            record=naming.ERRORS_RATE,
            expr=_counted(slo, slo.sli.error_rate(window, slo.by)),
            labels=slo.keys,
            comment=f"{slo.name}: those {slo.sli.meaning()}.",
        ),
    )
    return (*_maintenance(slo, project), *rates)


def _counted(slo: SLO, rate: Expr) -> Expr:
    """Return *rate* while it is a number and counts."""
    sound = build.valid(rate)
    if not slo.maintenance:
        return sound
    return build.excluding(sound, resting(slo))


def _maintenance(slo: SLO, project: Project) -> tuple[RecordingRule, ...]:
    if not slo.maintenance:
        return ()
    told = "; ".join(
        f"{one.reason} ({one.length} from {one.start}"
        + (f", every {one.every})" if one.every else ")")
        for one in slo.maintenance
    )
    return (
        RecordingRule(
            record=naming.MAINTENANCE,
            expr=active(slo, project),
            labels=slo.ids,
            comment=f"{slo.name} does not count: {told}, and {echo(project)} longer, until the"
            " rates have forgotten it. Recorded first: the rates read it.",
        ),
    )


def _constants(slo: SLO, project: Project) -> tuple[RecordingRule, RecordingRule]:
    about = {
        "environment": slo.service.environment.name,
        "team": slo.service.team.name,
        "sloth_mode": "exact",
        "sloth_objective": number(slo.objective),
        "sloth_spec": "observability/v1",
    }
    return (
        RecordingRule(
            record=naming.ERROR_BUDGET,
            expr=build.vector(slo.budget),
            labels=slo.keys | choices(slo, project),
            comment=f"{slo.name}: {number(slo.objective)} %. {slo.description}{_resets(slo)}",
        ),
        RecordingRule(
            record=naming.INFO,
            expr=build.vector(1),
            labels=Labels(slo.labels) | about | slo.ids,
        ),
    )


def _resets(slo: SLO) -> str:
    return "".join(f" Reset at {one.at}: {one.reason}" for one in slo.resets)


def choices(slo: SLO, project: Project) -> dict[str, str]:
    """Return what rules for all SLOs select by: the period, the table of windows, the policy."""
    chosen = {naming.SLO_PERIOD: str(slo.period), naming.SLO_WINDOWS: slo.table.name}
    policy = policy_of(slo, project)
    return chosen | ({naming.SLO_POLICY: policy.name} if policy else {})
