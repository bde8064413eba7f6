"""Panels to places: rows below each other, panels from left to right; ids that never move."""

from __future__ import annotations

from collections.abc import Iterable

from observability.base import naming
from observability.compile.board import Place, PlacedPanel, PlacedRow
from observability.model.dashboard import Row
from observability.model.panel import COLUMNS, Note, Panel

__all__ = ["laid_out"]

Key = tuple[str, ...]


def laid_out(uid: str, rows: Iterable[Row]) -> tuple[PlacedRow, ...]:
    """Return *rows* on the grid of the dashboard *uid*; those without panels are left out.

    An id depends on the titles of the dashboard's row and panel alone, so that it stays when
    panels move, and links to a panel keep leading to it.
    """
    shown = [row for row in rows if row.panels]
    ids = _ids(uid, shown)
    placed: list[PlacedRow] = []
    top = 0
    for row in shown:
        places = _places(row.panels, top + 1)
        placed.append(_placed(row, top, places, ids))
        bottom = max(place.y + place.height for place in places)
        top = top + 1 if row.collapsed else bottom
    return tuple(placed)


def _placed(row: Row, top: int, places: list[Place], ids: dict[Key, int]) -> PlacedRow:
    return PlacedRow(
        id=ids[(row.title,)],
        place=Place(x=0, y=top, width=COLUMNS, height=1),
        title=row.title,
        collapsed=row.collapsed,
        panels=tuple(
            PlacedPanel(id=ids[row.title, panel.title], place=place, panel=panel)
            for panel, place in zip(row.panels, places, strict=True)
        ),
    )


def _places(panels: Iterable[Panel | Note], top: int) -> list[Place]:
    """Fill lines from left to right; all panels of a line are as high as the highest.

    Were they not, Grafana would pull up those of the next line and change the picture.
    """
    places: list[Place] = []
    for line in _lines(panels):
        height = max(panel.height for panel in line)
        x = 0
        for panel in line:
            places.append(Place(x=x, y=top, width=panel.width, height=height))
            x += panel.width
        top += height
    return places


def _lines(panels: Iterable[Panel | Note]) -> list[list[Panel | Note]]:
    lines: list[list[Panel | Note]] = []
    free = 0
    for panel in panels:
        if panel.width > free:
            lines.append([])
            free = COLUMNS
        lines[-1].append(panel)
        free -= panel.width
    return lines


def _ids(uid: str, rows: Iterable[Row]) -> dict[Key, int]:
    """Return an id for each heading and panel.

    Ids are given in the order of the titles: should two ever be equal by chance, the same one of
    them gets the next number, wherever the panels stand.
    """
    keys: list[Key] = []
    for row in rows:
        keys += [(row.title,), *((row.title, panel.title) for panel in row.panels)]
    ids: dict[Key, int] = {}
    taken: set[int] = set()
    for key in sorted(keys):
        number = naming.stable_id(uid, *key)
        while number in taken:
            number += 1
        taken.add(number)
        ids[key] = number
    return ids
