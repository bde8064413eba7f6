"""All SLOs at a glance: which promise is closest to being broken."""

from __future__ import annotations

from observability.base import naming
from observability.base.labels import Matcher
from observability.model.dashboard import Row, Variable
from observability.model.display import Color, Column, Limit, Link
from observability.model.panel import Kind, Panel, Target
from observability.model.unit import Unit
from observability.panels import slo_graph, slo_stat, slo_table
from observability.panels.query import or_zero
from observability.panels.slo_query import NOW, Slos
from observability.panels.slo_scope import Scope
from observability.promql import build
from observability.promql.expr import Aggregate, Expr, Selector

__all__ = ["rows", "variables"]

_LEGEND = "{{sloth_service}} / {{sloth_slo}}"
_BUDGET_LEFT = "Budget left"


def variables() -> tuple[Variable, ...]:
    """Return the choice of services and of their SLOs; all at first."""
    of_services = (Matcher(naming.SLO_SERVICE, "=~", "$service"),)
    return (
        Variable(
            name="service",
            title="Service",
            series=Selector(naming.INFO),
            label=naming.SLO_SERVICE,
            many=True,
        ),
        Variable(
            name="slo",
            title="SLO",
            series=Selector(naming.INFO, of_services),
            label=naming.SLO_NAME,
            many=True,
        ),
    )


def rows(service_links: tuple[Link, ...], scope: Scope) -> tuple[Row, ...]:
    """Return the totals, the table, the alerts and the course of all chosen SLOs.

    *service_links* lead from a service's name in the table to its dashboard.
    """
    chosen = (
        Matcher(naming.SLO_SERVICE, "=~", "$service"),
        Matcher(naming.SLO_NAME, "=~", "$slo"),
    )
    many = Slos(chosen, (naming.SLO_SERVICE, naming.SLO_NAME), scope)
    return (
        Row(title="Now", panels=_totals(many)),
        Row(
            title="The least budget first",
            panels=[_table(many, service_links), *slo_table.steps(many, 24)],
        ),
        Row(title="Alerts", panels=[slo_graph.alert_timeline(many)]),
        Row(
            title="Over time",
            panels=[
                slo_graph.recent_burn(many, _LEGEND),
                slo_graph.budget_over_time(many, _LEGEND),
            ],
        ),
    )


def _totals(many: Slos) -> list[Panel]:
    all_together = Slos(many.matchers, scope=many.scope)
    unmeasured = build.unless(
        many.series(naming.INFO), many.series(naming.TOTAL_RATE), naming.SLO_ID
    )
    return [
        _total(
            "SLOs",
            "How many promises are shown here. Fewer than in slos/: a rule file is not loaded.",
            build.count(many.latest(naming.INFO)),
            bad=False,
        ),
        _total(
            "Overspent",
            "Promises whose budget is gone: work on reliability goes before new features.",
            build.count(build.below(many.left(), 0)),
            bad=True,
        ),
        _total(
            "Not measured",
            "Promises whose series are gone, so that nobody knows: see the no-data runbook.",
            build.count(unmeasured),
            bad=True,
        ),
        _lowest(all_together),
        slo_stat.alerts_firing(all_together),
    ]


def _total(title: str, description: str, expr: Expr, *, bad: bool) -> Panel:
    return Panel(
        title=title,
        description=description,
        kind=Kind.STAT,
        unit=Unit.SHORT,
        queries=[Target(expr=or_zero(expr), legend=title.lower(), instant=True)],
        base=Color.GREEN if bad else Color.BLUE,
        limits=[Limit(at=1, color=Color.RED)] if bad else [],
        width=4,
        height=4,
    )


def _lowest(slos: Slos) -> Panel:
    lowest = Aggregate("min", slos.series(naming.BUDGET_LEFT))
    return Panel(
        title="Least budget left",
        description="The budget of the promise that is closest to being broken: the first line of"
        " the table below.",
        kind=Kind.STAT,
        unit=Unit.RATIO,
        decimals=1,
        queries=[Target(expr=lowest, legend="least", instant=True)],
        base=Color.RED,
        limits=slo_stat.BUDGET_LIMITS,
        no_value="No traffic",
        width=5,
        height=4,
    )


def _table(many: Slos, service_links: tuple[Link, ...]) -> Panel:
    detail = Link(
        title="All about this SLO",
        dashboard=naming.SLO_DETAIL,
        query=f"var-service=${{__data.fields.{naming.SLO_SERVICE}}}"
        f"&var-slo=${{__data.fields.{naming.SLO_NAME}}}",
    )
    burning, soon = slo_stat.burn_limits(many.scope), slo_stat.time_limits(many.scope)
    return Panel(
        title="SLOs by budget left",
        description="Work from the top. An SLO's name opens everything about it, a service's name"
        " its dashboard. Empty cells: no traffic in the window.",
        kind=Kind.TABLE,
        unit=Unit.NUMBER,
        queries=[
            _value("Objective", many.latest(naming.OBJECTIVE), Unit.RATIO),
            _value(f"Good, {many.scope.words}", many.kept(), Unit.RATIO),
            _value(_BUDGET_LEFT, many.left(), Unit.RATIO, slo_stat.BUDGET_LIMITS, Color.RED),
            _value("Left, as outage", many.minutes_left(), Unit.MINUTES),
            _value("Burn rate now", many.burn(NOW), Unit.NUMBER, burning),
            _value("Spent in", many.seconds_left(), Unit.SECONDS, soon, Color.RED),
        ],
        columns=[
            Column(label=naming.SLO_SERVICE, title="Service", links=service_links),
            Column(label=naming.SLO_NAME, title="SLO", links=[detail]),
        ],
        sort_by=_BUDGET_LEFT,
        no_value="No traffic",
        width=24,
        height=10,
    )


def _value(
    title: str, expr: Expr, unit: Unit, limits: tuple[Limit, ...] = (), base: Color = Color.GREEN
) -> Target:
    return Target(expr=expr, legend=title, instant=True, unit=unit, limits=limits, base=base)
