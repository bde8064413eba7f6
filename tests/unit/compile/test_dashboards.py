"""Definitions to boards: which there are, where their links lead, what they are called."""

from __future__ import annotations

import attrs

from observability import Dashboard, Kind, Panel, Row, Target, Unit, dependencies_row, slo_row
from observability.base import naming
from observability.compile.board import Board
from observability.compile.dashboards import boards
from observability.model.catalog import Catalog, join
from observability.model.definition import Definition
from tests.grafana_definitions import API, AVAILABILITY, PROJECT

_NUMBER = Panel(title="Up", description="Is it up?", unit=Unit.NUMBER, queries=[Target(expr="up")])
_ROW = Row(title="Row", panels=[_NUMBER])


def _catalog(*definitions: Definition) -> Catalog:
    return join(definitions, PROJECT)


def _board(catalog: Catalog, uid: str) -> Board:
    return next(one for one in boards(catalog) if one.uid == uid)


def test_a_project_with_slos_has_the_two_slo_dashboards() -> None:
    """Overview and detail exist without being defined."""
    found = [board.uid for board in boards(_catalog(AVAILABILITY))]

    assert found[:2] == [naming.SLO_OVERVIEW, naming.SLO_DETAIL]


def test_a_project_without_slos_has_none() -> None:
    """No SLO, nothing to show."""
    assert boards(_catalog(API)) == ()


def test_titles_in_a_folder_are_made_unique() -> None:
    """Grafana would load none of the dashboards if two of a folder shared a title."""
    catalog = _catalog(
        Dashboard(service=API, title="Same", rows=[_ROW]),
        Dashboard(service=API, name="more", title="same", rows=[_ROW]),
    )

    titles = [board.title for board in boards(catalog)]

    assert titles == ["Same (service-api)", "same (service-api-more)"]


def test_a_link_to_a_dashboard_that_does_not_exist_is_left_out() -> None:
    """Without an SLO in the catalog there is no detail page to link to."""
    dashboard = Dashboard(service=API, title="Api", rows=[slo_row(AVAILABILITY)])
    alone = _board(_catalog(dashboard), "service-api")
    together = _board(_catalog(dashboard, AVAILABILITY), "service-api")

    links = [
        {link.dashboard for one in board.rows[0].panels for link in one.panel.links}
        for board in (alone, together)
    ]

    assert [set(), {naming.SLO_DETAIL}] == links


def test_a_row_without_panels_is_left_out() -> None:
    """A service that depends on nothing has no heading for its dependencies."""
    lonely = attrs.evolve(API, name="lonely", depends_on=[])
    catalog = _catalog(
        Dashboard(service=lonely, title="Lonely", rows=[_ROW, dependencies_row(lonely)])
    )

    assert [row.title for row in _board(catalog, "service-lonely").rows] == ["Row"]


def test_a_watched_service_without_a_dashboard_gets_a_plain_one() -> None:
    """Alerts link to the dashboard of their service, so there is one."""
    board = _board(_catalog(AVAILABILITY), naming.uid("service", API.name))

    assert ["Promises", "Alerts"] == [row.title for row in board.rows]


def test_the_uid_of_a_dashboard_without_service_survives_a_new_title() -> None:
    """A name given once holds links together when the title changes."""
    first = Dashboard(name="costs", title="Costs", rows=[_ROW])

    assert first.uid == attrs.evolve(first, title="What it costs").uid


def test_every_kind_of_panel_has_its_own_plugin() -> None:
    """Two kinds with one plugin id would be one kind."""
    values = [kind.value for kind in Kind]

    assert sorted(set(values)) == sorted(values)
