"""Everything about one SLO, which the variables at the top choose."""

from __future__ import annotations

from observability.base import naming
from observability.base.labels import Matcher
from observability.model.dashboard import Row, Variable
from observability.panels import slo_graph, slo_stat, slo_table
from observability.panels.slo_query import Slos
from observability.panels.slo_scope import Scope
from observability.promql.expr import Selector

__all__ = ["rows", "variables"]


def variables() -> tuple[Variable, ...]:
    """Return the choice of the service, and of one of its SLOs."""
    of_service = (Matcher(naming.SLO_SERVICE, "=", "$service"),)
    return (
        Variable(
            name="service", title="Service", series=Selector(naming.INFO), label=naming.SLO_SERVICE
        ),
        Variable(
            name="slo",
            title="SLO",
            series=Selector(naming.INFO, of_service),
            label=naming.SLO_NAME,
        ),
    )


def rows(scope: Scope) -> tuple[Row, ...]:
    """Return the promise, how its budget is spent, what is counted and which alerts fired."""
    one = Slos(
        (Matcher(naming.SLO_SERVICE, "=", "$service"), Matcher(naming.SLO_NAME, "=", "$slo")),
        scope=scope,
    )
    return (
        Row(
            title="The promise and its budget",
            panels=[
                slo_stat.objective(one),
                slo_stat.period_sli(one),
                slo_stat.budget_left(one),
                slo_stat.minutes_left(one),
                slo_stat.burn_now(one),
                slo_stat.time_left(one),
                slo_stat.alerts_firing(one),
            ],
        ),
        Row(
            title="How the budget is spent",
            panels=[
                *slo_graph.burndowns(one),
                slo_graph.burn_rates(one),
                *slo_table.groups(one, scope.groups),
                *slo_table.further(one),
                *slo_table.steps(one, 12),
            ],
        ),
        Row(
            title="What is counted",
            panels=[slo_graph.kept(one), slo_graph.events(one), slo_stat.events_left(one)],
        ),
        Row(title="Alerts", panels=[slo_graph.alert_timeline(one)]),
    )
