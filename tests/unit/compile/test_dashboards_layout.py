"""Places and ids of panels, on small examples."""

from __future__ import annotations

import attrs
import pytest

from observability import Note, Panel, Row, Target, Unit
from observability.base import naming
from observability.compile.board import Place
from observability.compile.layout import laid_out


def _panel(title: str, width: int = 8, height: int = 8) -> Panel:
    return Panel(
        title=title,
        description="What to do.",
        unit=Unit.NUMBER,
        queries=[Target(expr="up")],
        width=width,
        height=height,
    )


def _places(*rows: Row) -> list[Place]:
    return [one.place for row in laid_out("u", rows) for one in row.panels]


def test_panels_fill_a_line_and_go_on_in_the_next() -> None:
    """Three panels of 8 columns fill the 24; the fourth begins a line."""
    row = Row(title="R", panels=[_panel(title) for title in "abcd"])

    expected = [
        Place(x=0, y=1, width=8, height=8),
        Place(x=8, y=1, width=8, height=8),
        Place(x=16, y=1, width=8, height=8),
        Place(x=0, y=9, width=8, height=8),
    ]
    assert expected == _places(row)


def test_panels_of_a_line_are_equally_high() -> None:
    """Grafana would pull the next line up under the lower one."""
    row = Row(title="R", panels=[_panel("a", height=4), _panel("b", height=9)])

    assert [place.height for place in _places(row)] == [9, 9]


def test_the_next_row_begins_below() -> None:
    """A heading takes one line of the grid."""
    rows = [Row(title="R", panels=[_panel("a")]), Row(title="S", panels=[_panel("a")])]

    assert [row.place.y for row in laid_out("u", rows)] == [0, 9]


def test_a_collapsed_row_takes_one_line() -> None:
    """Its panels are not seen until it is opened, so that the next heading follows at once."""
    rows = [
        Row(title="R", panels=[_panel("a")], collapsed=True),
        Row(title="S", panels=[_panel("a")]),
    ]

    assert [row.place.y for row in laid_out("u", rows)] == [0, 1]


def test_the_same_title_in_two_rows_gives_two_ids() -> None:
    """An id is made from the row's title and the panel's."""
    rows = [Row(title="R", panels=[_panel("a")]), Row(title="S", panels=[_panel("a")])]
    ids = [row.panels[0].id for row in laid_out("u", rows)]

    assert len(ids) == len(set(ids))


def test_an_id_says_nothing_of_size_and_content() -> None:
    """A panel that is changed keeps its id, and so do the links to it."""
    before = _panel("a")
    after = attrs.evolve(before, width=24, description="Other.", unit=Unit.SECONDS)
    ids = [laid_out("u", [Row(title="R", panels=[one])])[0].panels[0].id for one in (before, after)]

    assert ids[0] == ids[1]


def test_equal_ids_are_told_apart_wherever_the_panels_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Should two titles ever yield one id, the order of the titles decides, not their place."""
    monkeypatch.setattr(naming, "stable_id", lambda *_: 7)
    panels = [_panel("a"), _panel("b")]
    found = [
        {one.panel.title: one.id for one in laid_out("u", [Row(title="R", panels=order)])[0].panels}
        for order in (panels, panels[::-1])
    ]

    assert found == [{"a": 8, "b": 9}, {"a": 8, "b": 9}]


def test_a_note_has_a_place_like_a_panel() -> None:
    """Text stands among numbers."""
    row = Row(title="R", panels=[Note(title="Read this", text="*now*"), _panel("a")])

    assert [(place.x, place.y) for place in _places(row)] == [(0, 1), (0, 5)]
