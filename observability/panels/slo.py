"""The row about the promises of one service."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from observability.base import naming
from observability.base.labels import Matcher
from observability.model.dashboard import Row
from observability.model.display import Link
from observability.model.panel import Panel
from observability.model.slo import SLO
from observability.panels import slo_graph, slo_stat, slo_table
from observability.panels.slo_query import Slos
from observability.panels.slo_scope import scope_of

__all__ = ["slo_row"]

# Short, so that they can be read beside the SLO's name on a narrow panel.
_TITLES = ("budget left", "budget spent in", "hour by hour", "burn rate")
_WIDTHS = (4, 4, 4, 6, 6)


def slo_row(*slos: SLO) -> Row:
    """Return the row that says how the promises of a service are kept, one line an SLO.

    Each panel links to the SLO's own page with the burndown and the events.
    """
    return Row(title="Promises", panels=[panel for slo in slos for panel in _line(slo)])


def _line(slo: SLO) -> Iterable[Panel]:
    one = Slos((Matcher(naming.SLO_ID, "=", slo.id),), scope=scope_of([slo]))
    detail = Link(
        title="All about this SLO",
        dashboard=naming.SLO_DETAIL,
        query=f"var-service={slo.service.name}&var-slo={slo.name}",
    )
    panels = (
        slo_stat.period_sli(one, slo.objective),
        slo_stat.budget_left(one),
        slo_stat.time_left(one),
        slo_graph.kept(one),
        slo_graph.burn_rates(one),
    )
    titles = (one.scope.words, *_TITLES)
    for panel, title, width in zip(panels, titles, _WIDTHS, strict=True):
        yield attrs.evolve(
            panel,
            title=f"{slo.name}: {title}",
            description=f"{slo.description} {panel.description}",
            links=(detail,),
            width=width,
            height=7,
        )
    for panel in slo_table.groups(one, slo.by):
        yield attrs.evolve(panel, title=f"{slo.name}: groups", links=(detail,))
