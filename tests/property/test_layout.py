"""Any rows of any panels: nothing overlaps, nothing leaves the grid, ids are stable."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from observability import Panel, Row, Target, Unit
from observability.compile.board import Place, PlacedRow
from observability.compile.layout import laid_out
from observability.model.panel import COLUMNS

_TARGET = Target(expr="up")


@st.composite
def _rows(draw: st.DrawFn) -> list[Row]:
    titles = draw(st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1, max_size=5))
    return [
        Row(title=title, panels=draw(_panels()), collapsed=draw(st.booleans())) for title in titles
    ]


@st.composite
def _panels(draw: st.DrawFn) -> list[Panel]:
    titles = draw(st.lists(st.sampled_from("klmnopqrst"), unique=True, max_size=8))
    return [
        Panel(
            title=title,
            description="What to do.",
            unit=Unit.NUMBER,
            queries=[_TARGET],
            width=draw(st.integers(1, COLUMNS)),
            height=draw(st.integers(2, 20)),
        )
        for title in titles
    ]


def _seen(rows: tuple[PlacedRow, ...], opened: str = "") -> list[Place]:
    """Return what is on the screen: a collapsed row shows its heading alone."""
    places = [row.place for row in rows]
    return places + [
        one.place for row in rows if not row.collapsed or row.title == opened for one in row.panels
    ]


def _overlap(one: Place, other: Place) -> bool:
    apart = (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )
    return not apart


@given(_rows())
def test_nothing_overlaps(rows: list[Row]) -> None:
    """No two rectangles on the screen share a cell."""
    pairs = combinations(_seen(laid_out("u", rows)), 2)

    assert [pair for pair in pairs if _overlap(*pair)] == []


@given(_rows())
def test_a_collapsed_row_does_not_overlap_in_itself(rows: list[Row]) -> None:
    """What is shown when a row is opened stands below its heading."""
    for row in laid_out("u", rows):
        places = [row.place, *(one.place for one in row.panels)]

        assert [pair for pair in combinations(places, 2) if _overlap(*pair)] == []


@given(_rows())
def test_everything_is_within_the_grid(rows: list[Row]) -> None:
    """The grid has 24 columns."""
    places = [place for row in laid_out("u", rows) for place in _seen((row,), row.title)]

    assert [one for one in places if one.x < 0 or one.x + one.width > COLUMNS or one.y < 0] == []


@given(_rows())
def test_no_line_has_a_hole_that_grafana_would_close(rows: list[Row]) -> None:
    """Everything rests on something, so that Grafana's packing upwards moves nothing."""
    for row in laid_out("u", rows):
        places = [row.place, *(one.place for one in row.panels)]
        floor = {place.y + place.height for place in places}

        assert [place for place in places[1:] if place.y not in floor] == []


@given(_rows())
def test_ids_are_unique(rows: list[Row]) -> None:
    """Headings and panels share one space of ids."""
    placed = laid_out("u", rows)
    ids = [row.id for row in placed] + [one.id for row in placed for one in row.panels]

    assert len(ids) == len(set(ids))


@given(_rows(), st.data())
def test_ids_stay_when_panels_and_rows_move(rows: list[Row], data: st.DataObject) -> None:
    """An id depends on titles alone."""
    shuffled = [Row(title=row.title, panels=data.draw(st.permutations(row.panels))) for row in rows]
    moved = data.draw(st.permutations(shuffled))

    assert _ids(rows) == _ids(moved)


def _ids(rows: list[Row]) -> dict[tuple[str, str], int]:
    return {
        (row.title, one.panel.title): one.id for row in laid_out("u", rows) for one in row.panels
    }
