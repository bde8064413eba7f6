"""Wrong dashboards are reported, with what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from observability import (
    Color,
    Dashboard,
    Kind,
    Limit,
    Link,
    Note,
    Panel,
    Row,
    State,
    Target,
    Unit,
    Variable,
)
from observability.base.errors import collecting

_GOOD: dict[str, Any] = {
    "title": "Up",
    "description": "Is it up?",
    "unit": Unit.NUMBER,
    "queries": [Target(expr="up")],
}
_NAMED = [Target(expr="up", legend="up")]


def _panel(**changed: Any) -> Panel:
    return Panel(**(_GOOD | changed))


def _limits(*at: float) -> list[Limit]:
    return [Limit(at=one, color=Color.RED) for one in at]


WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "a query that does not parse": (lambda: Target(expr="rate(up"), "is not valid PromQL"),
    "a query that is no text": (lambda: Target(expr=3), "expr is 3, not a query"),  # type: ignore[arg-type]
    "a panel without queries": (lambda: _panel(queries=[]), "queries is empty"),
    "a unit in words": (lambda: _panel(unit="seconds"), "unit is 'seconds', a str"),
    "a kind in words": (lambda: _panel(kind="stat"), "kind is 'stat', a str"),
    "a table whose columns have no titles": (
        lambda: _panel(kind=Kind.TABLE),
        "each query of a table needs a legend",
    ),
    "a panel wider than the grid": (lambda: _panel(width=25), "width is 25"),
    "limits that fall": (lambda: _panel(limits=_limits(2, 1)), "limits must ascend"),
    "limits given twice": (lambda: _panel(limits=_limits(1, 1)), "limits must ascend"),
    "an axis upside down": (lambda: _panel(minimum=1, maximum=0), "maximum 0 is not above"),
    "no description": (lambda: _panel(description=" "), "description is ' '"),
    "two panels of one title": (
        lambda: Row(title="R", panels=[_panel(), _panel()]),
        "there are two panels titled 'Up'",
    ),
    "two rows of one title": (
        lambda: Dashboard(title="D", rows=[Row(title="R", panels=[])] * 2),
        "there are two rows titled 'R'",
    ),
    "a panel instead of a row": (
        lambda: Dashboard(title="D", rows=[_panel()]),  # type: ignore[list-item]
        "rows holds a Panel, where a Row is wanted",
    ),
    "a link that leads nowhere": (lambda: Link(title="L"), "exactly one of them"),
    "a link that leads to two places": (
        lambda: Link(title="L", dashboard="d", url="https://example.com"),
        "exactly one of them",
    ),
    "a variable of Grafana's own": (
        lambda: Variable(name="__interval", title="I", series="up", label="job"),
        "'__interval' is no name of a variable",
    ),
    "a note without text": (lambda: Note(title="N", text=""), "text is ''"),
    "a state without colour": (
        lambda: State(low=0, high=0, text="off", color="red"),  # type: ignore[arg-type]
        "color is 'red', a str",
    ),
}


@pytest.mark.parametrize(("make", "message"), WRONG.values(), ids=WRONG)
def test_is_reported(make: Callable[[], object], message: str) -> None:
    """Each of these is reported once, and does not stop the others."""
    with collecting() as problems:
        make()

    assert [message in problem.message for problem in problems] == [True]


def test_variables_of_grafana_may_stand_in_a_query() -> None:
    """Durations are filled in before the query is checked; label values are text anyway."""
    query = 'sum(rate(up{job="$job"}[$__rate_interval])) + sum(rate(up[${__interval}]))'

    with collecting() as problems:
        Target(expr=query)

    assert problems == []


def test_every_kind_can_be_a_panel() -> None:
    """A kind is a way to show any query."""
    with collecting() as problems:
        panels = [_panel(kind=kind, queries=_NAMED) for kind in Kind]

    assert ([], list(Kind)) == (problems, [panel.kind for panel in panels])
