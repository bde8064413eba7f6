"""Whether what a service needs is there, and whether it keeps its promises."""

from __future__ import annotations

from decimal import Decimal

from observability.base import naming
from observability.base.labels import Matcher
from observability.model.dashboard import Row
from observability.model.display import Color, Limit, Link, State
from observability.model.metric import Gauge
from observability.model.panel import Kind, Panel, Target
from observability.model.service import Service
from observability.model.unit import Unit
from observability.model.workload import External
from observability.panels.query import alerts, one_of, or_zero
from observability.panels.slo_stat import BUDGET_LIMITS
from observability.promql import build
from observability.promql.expr import Aggregate, Expr, Selector

__all__ = ["dependencies_row"]

_NEARLY_NONE, _NEARLY_ALL = Decimal("0.000001"), Decimal("0.999999")
_STATES = (
    State(low=0, high=0, text="down", color=Color.RED),
    State(low=_NEARLY_NONE, high=_NEARLY_ALL, text="partly up", color=Color.ORANGE),
    State(low=1, high=1, text="up", color=Color.GREEN),
)


def dependencies_row(service: Service, *probes: Gauge) -> Row:
    """Return the row about the services that *service* depends on, those that are measured.

    Args:
        service: Whose dependencies are shown.
        probes: Gauges that are 1 while a dependency works, such as ``pg_up``; a dependency without
            one is judged by the share of its targets that can be scraped.
    """
    needed = tuple(one for one in service.depends_on if _is_measured(one))
    panels = [_state(needed, probes)] if needed else []
    if needed:
        names = tuple(one.name for one in needed)
        panels += [_budgets(names), _alerts(needed, names)]
    return Row(title="Dependencies", panels=panels)


def _is_measured(service: Service) -> bool:
    """Return whether anything of *service* is scraped; what is not has no dashboard, either."""
    return not isinstance(service.workload, External) or service.workload.exporter is not None


def _state(needed: tuple[Service, ...], probes: tuple[Gauge, ...]) -> Panel:
    return Panel(
        title="Up or down",
        description="Whether each dependency is there. Red before this service's errors: the cause"
        " is there, not here; go to its dashboard. A gap: nobody measures it.",
        kind=Kind.STATE_TIMELINE,
        unit=Unit.RATIO,
        queries=[Target(expr=_up(one, probes), legend=one.name) for one in needed],
        states=_STATES,
        no_value="Not measured",
        links=[
            Link(title=f"Dashboard of {one.name}", dashboard=naming.uid("service", one.name))
            for one in needed
        ],
        width=12,
    )


def _up(service: Service, probes: tuple[Gauge, ...]) -> Expr:
    """Return the share of what is up; a probe without data counts as down while it is scraped."""
    scraped = _share(Selector("up", service.identity))
    own = [probe for probe in probes if probe.service is service]
    if not own:
        return scraped
    blind = build.times(scraped, build.literal(0))
    return build.any_of(*(_share(probe.select()) for probe in own), blind)


def _share(selector: Selector) -> Aggregate:
    return Aggregate("avg", selector)


def _budgets(names: tuple[str, ...]) -> Panel:
    left = Selector(naming.BUDGET_LEFT, (one_of(naming.SLO_SERVICE, names),))
    return Panel(
        title="Budget left",
        description="What is left of the error budgets of the dependencies. One that is spent will"
        " soon cost this service its own: talk to its team.",
        kind=Kind.BAR_GAUGE,
        unit=Unit.RATIO,
        queries=[
            Target(
                expr=build.max_by(left, naming.SLO_SERVICE, naming.SLO_NAME),
                legend="{{sloth_service}} / {{sloth_slo}}",
                instant=True,
            )
        ],
        base=Color.RED,
        limits=BUDGET_LIMITS,
        minimum=0,
        maximum=1,
        no_value="No SLO with traffic",
    )


def _alerts(needed: tuple[Service, ...], names: tuple[str, ...]) -> Panel:
    firing = alerts(one_of("service", names), Matcher("severity", "=~", "page|ticket"))
    return Panel(
        title="Alerts firing",
        description="Open pages and tickets of the dependencies. More than none: they may explain"
        " what you see above; their teams know already.",
        kind=Kind.STAT,
        unit=Unit.SHORT,
        queries=[Target(expr=or_zero(build.count(firing)), legend="firing", instant=True)],
        limits=[Limit(at=1, color=Color.ORANGE)],
        links=[
            Link(title=f"Dashboard of {one.name}", dashboard=naming.uid("service", one.name))
            for one in needed
        ],
        width=4,
    )
