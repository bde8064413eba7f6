"""A dashboard ready to be rendered: every panel with its id and its place."""

from __future__ import annotations

import attrs

from observability.base.source import Source
from observability.model.dashboard import Variable
from observability.model.panel import Note, Panel

__all__ = ["Board", "BoardLink", "Place", "PlacedPanel", "PlacedRow"]


@attrs.frozen(kw_only=True)
class Place:
    """A rectangle on the grid of 24 columns; rows of the grid are 30 pixels high."""

    x: int
    y: int
    width: int
    height: int


@attrs.frozen(kw_only=True)
class PlacedPanel:
    """A panel, its id on the dashboard and its place."""

    id: int
    place: Place
    panel: Panel | Note


@attrs.frozen(kw_only=True)
class PlacedRow:
    """A heading, its id on the dashboard, its place, and what stands below it."""

    id: int
    place: Place
    title: str
    collapsed: bool
    panels: tuple[PlacedPanel, ...]


@attrs.frozen(kw_only=True)
class BoardLink:
    """A link at the top: to *url*, or to a list of all dashboards that have *tag*."""

    title: str
    tooltip: str
    url: str = ""
    tag: str = ""
    with_variables: bool = False
    new_tab: bool = False


@attrs.frozen(kw_only=True)
class Board:
    """A dashboard; *since* is the time that it shows at first, back from now."""

    uid: str
    title: str
    folder: str
    description: str
    tags: tuple[str, ...]
    since: str
    rows: tuple[PlacedRow, ...]
    variables: tuple[Variable, ...]
    links: tuple[BoardLink, ...]
    runbooks: str
    sources: tuple[Source, ...] = ()
