"""Panels about SLOs fit what the SLOs have: periods, tables, groups, policies."""

from __future__ import annotations

from decimal import Decimal

from observability import SLO, AlertWindows, BurnPair, Calendar, Severity, days, hours, minutes
from observability.base.labels import Matcher
from observability.base.naming import SLO_ID
from observability.model.panel import Panel
from observability.panels import slo_detail, slo_graph, slo_overview, slo_stat, slo_table
from observability.panels.slo import slo_row
from observability.panels.slo_query import Slos
from observability.panels.slo_scope import USUAL, Scope, scope_of
from observability.promql.expr import Expr
from observability.promql.printer import text
from observability.slo.windows import PAGE, TICKET
from tests.core_definitions import valid

MONTH = valid(SLO)
WEEK = valid(SLO, name="week", period=days(7))
BY_ROUTE = valid(SLO, by=["route"])
STRICT = AlertWindows(
    name="strict",
    pairs=[
        BurnPair(severity=Severity.PAGE, budget=1, long=minutes(30), short=minutes(10)),
        BurnPair(severity=Severity.TICKET, budget=5, long=hours(12), short=hours(1)),
    ],
)


def _slos(scope: Scope, *by: str) -> Slos:
    return Slos((Matcher(SLO_ID, "=", "x"),), by, scope)


def _queries(panel: Panel) -> list[str]:
    return [text(one.expr) if isinstance(one.expr, Expr) else one.expr for one in panel.queries]


def _titles(slo: SLO) -> list[str]:
    return [one.title for one in slo_row(slo).panels]


def test_one_period_is_named() -> None:
    """The reader sees how long the period is; several are only *the period*."""
    assert ["7 days", "the period"] == [scope_of([WEEK]).words, scope_of([WEEK, MONTH]).words]
    assert f"{WEEK.name}: 7 days" in _titles(WEEK)


def test_no_slo_is_like_the_usual_one() -> None:
    """A board without SLOs can still be laid out."""
    assert USUAL == scope_of([])


def test_each_period_has_its_burndown() -> None:
    """Where periods differ, each burndown shows only the SLOs that have its period."""
    week, month = slo_graph.burndowns(_slos(scope_of([MONTH, WEEK])))

    assert ["Budget burndown, 7 days", "Budget burndown, 30 days"] == [week.title, month.title]
    assert ["1w", "30d"] == [week.period, month.period]
    assert all("slo:time_period:days" in one and "== 7" in one for one in _queries(week))


def test_one_period_needs_no_condition() -> None:
    """The usual queries stay short."""
    (panel,) = slo_graph.burndowns(_slos(USUAL))

    assert "Budget burndown" == panel.title
    assert not any("slo:time_period:days" in one for one in _queries(panel))


def test_events_left_go_by_each_period() -> None:
    """A week's budget is not measured by a month's events."""
    (told,) = _queries(slo_stat.events_left(_slos(scope_of([MONTH, WEEK]))))

    assert all(part in told for part in ("[1w]", "[30d]", "== 7", "== 30"))


def test_thresholds_are_those_of_the_table() -> None:
    """The dashed lines of another table are not drawn for an SLO that is guarded by its own."""
    strict = valid(SLO, name="strict", windows=STRICT)
    both = _queries(slo_graph.burn_rates(_slos(scope_of([MONTH, strict]))))
    limits = [one for one in both if "clamp_max" in one]

    assert 6 == len(limits)
    assert all("slo_windows=" in one for one in limits)
    assert any("slo:sli_error:ratio_rate12h" in one for one in both)


def test_colours_follow_the_paces_of_the_alerts() -> None:
    """A week's table is left at other paces than a month's."""
    week = scope_of([WEEK])

    assert week.pace(TICKET) < week.pace(PAGE)
    assert Decimal(7 * 86_400) / week.pace(PAGE) == week.lasts(PAGE)


def test_a_grouped_slo_shows_its_groups_and_the_worst_of_them() -> None:
    """A healthy group must not hide one that has spent its budget."""
    left = text(_slos(scope_of([BY_ROUTE])).left())

    assert "min(" in left
    assert f"{BY_ROUTE.name}: groups" in _titles(BY_ROUTE)
    assert f"{MONTH.name}: groups" not in _titles(MONTH)


def test_nothing_is_shown_that_no_slo_has() -> None:
    """No table of groups, periods or steps in a project without them."""
    plain = _slos(USUAL)

    assert [] == slo_table.groups(plain, ()) + slo_table.further(plain) + slo_table.steps(plain, 12)


def test_further_periods_and_steps_have_tables() -> None:
    """A calendar month is shown beside the rolling period, and so are the policy's steps."""
    scope = scope_of([valid(SLO, also=[Calendar()])], policy=True)
    titles = [panel.title for row in slo_detail.rows(scope) for panel in row.panels]

    assert "Budget left, other periods" in titles
    assert "Steps of the error budget policy" in titles


def test_the_overview_tells_which_steps_are_reached() -> None:
    """Whoever plans the week sees at a glance whose policy applies."""
    titles = [
        panel.title
        for row in slo_overview.rows((), scope_of([MONTH], policy=True))
        for panel in row.panels
    ]

    assert "Steps of the error budget policy" in titles
