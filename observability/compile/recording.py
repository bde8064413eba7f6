"""What is recorded per SLO: two event rates, its budget, and who it is."""

from __future__ import annotations

from observability.base import naming
from observability.base.duration import minutes
from observability.base.labels import Labels
from observability.base.quantity import number
from observability.compile.plan import RecordingRule, RuleGroup
from observability.model.project import Project
from observability.model.service import Service
from observability.model.slo import SLO
from observability.promql import build

__all__ = ["constants_group", "events_group"]

CONSTANTS_INTERVAL = minutes(2)  # below the 5 minutes for which Prometheus looks back


def events_group(service: Service, slos: tuple[SLO, ...], project: Project) -> RuleGroup:
    """Return the event rates of *slos*: the only rules that read the service's own series."""
    return RuleGroup(
        name=f"{service.name}-slo-events",
        interval=project.evaluation,
        rules=tuple(rule for slo in slos for rule in _event_rates(slo, project)),
        comment=f"Events per second over {project.rate_window}, one pair of series an SLO. What is"
        " no number from 0 up is dropped: one NaN would spoil a month.",
    )


def constants_group(service: Service, slos: tuple[SLO, ...]) -> RuleGroup:
    """Return the budgets and the info series of *slos*."""
    return RuleGroup(
        name=f"{service.name}-slo-budgets",
        interval=CONSTANTS_INTERVAL,
        rules=tuple(rule for slo in slos for rule in _constants(slo)),
    )


def _event_rates(slo: SLO, project: Project) -> tuple[RecordingRule, RecordingRule]:
    window = project.rate_window
    return (
        RecordingRule(
            record=naming.TOTAL_RATE,
            expr=build.valid(slo.sli.event_rate(window)),
            labels=slo.ids,
            comment=f"{slo.name}: all events.",
        ),
        RecordingRule(
            record=naming.ERRORS_RATE,
            expr=build.valid(slo.sli.error_rate(window)),
            labels=slo.ids,
            comment=f"{slo.name}: those {slo.sli.meaning()}.",
        ),
    )


def _constants(slo: SLO) -> tuple[RecordingRule, RecordingRule]:
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
            labels=slo.ids,
            comment=f"{slo.name}: {number(slo.objective)} %. {slo.description}",
        ),
        RecordingRule(
            record=naming.INFO,
            expr=build.vector(1),
            labels=Labels(slo.labels) | about | slo.ids,
        ),
    )
