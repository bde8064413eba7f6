"""A board as Grafana's dashboard JSON."""

from __future__ import annotations

from typing import Any

from observability.compile.board import Board, BoardLink
from observability.model.dashboard import Variable
from observability.promql.expr import Expr
from observability.promql.printer import text
from observability.render.document import Document
from observability.render.grafana.normalise import normalise
from observability.render.grafana.panel import row
from observability.render.grafana.source import CHOSEN, PROMETHEUS_UID, VARIABLE
from observability.render.grafana.untyped import core

__all__ = ["dashboard"]

Json = dict[str, Any]

_ON_TIME_RANGE = 2  # a variable is asked for again whenever the time range changes
_HIDDEN = 2
_ALL = {"selected": True, "text": ["All"], "value": ["$__all"]}
_BUILT_IN = {
    "builtIn": 1,
    "datasource": {"type": "grafana", "uid": "-- Grafana --"},
    "enable": True,
    "hide": True,
    "iconColor": "rgba(0, 211, 255, 1)",
    "name": "Annotations & Alerts",
    "type": "dashboard",
}


def dashboard(board: Board) -> Document:
    """Return the file of *board*."""
    return Document(
        path=f"grafana/dashboards/{board.folder}/{board.uid}.json",
        format="json",
        body=normalise(_plain(_dashboard(board))),
        title=board.title,
        sources=board.sources,
    )


def _dashboard(board: Board) -> Any:
    chosen = [_plain(core.Template(**_query(one))) | _extra(one) for one in board.variables]
    return core.Dashboard(
        title=board.title,
        uid=board.uid,
        description=board.description,
        tags=list(board.tags),
        editable=False,
        graphTooltip=core.GRAPH_TOOLTIP_MODE_SHARED_CROSSHAIR,
        annotations=core.Annotations(list=[_BUILT_IN]),
        links=[_link(one) for one in board.links],
        panels=[panel for one in board.rows for panel in row(one)],
        templating=core.Templating(list=[_source(), *chosen, _runbooks(board.runbooks)]),
        time=core.Time(board.since, "now"),
        timezone="browser",
        refresh="1m",
        version=1,
    )


def _source() -> Json:
    return {
        "current": {"selected": True, "text": "Prometheus", "value": PROMETHEUS_UID},
        "label": "Data source",
        "name": VARIABLE,
        "query": "prometheus",
        "refresh": 1,
        "type": "datasource",
    }


def _query(variable: Variable) -> Json:
    return {
        "name": variable.name,
        "label": variable.title,
        "query": _values(variable),
        "dataSource": CHOSEN,
        "refresh": _ON_TIME_RANGE,
        "multi": variable.many,
        "includeAll": variable.many,
        "allValue": ".+" if variable.many else None,
    }


def _extra(variable: Variable) -> Json:
    return {"current": _ALL if variable.many else {}, "definition": _values(variable)}


def _values(variable: Variable) -> str:
    series = variable.series
    written = text(series) if isinstance(series, Expr) else series.strip()
    return f"label_values({written}, {variable.label})"


def _runbooks(address: str) -> Json:
    """Return the constant that panels build the addresses of runbooks from."""
    return {
        "current": {"selected": True, "text": address, "value": address},
        "hide": _HIDDEN,
        "name": "runbooks",
        "query": address,
        "skipUrlSync": True,
        "type": "constant",
    }


def _link(link: BoardLink) -> Any:
    return core.DashboardLink(
        title=link.title,
        tooltip=link.tooltip,
        type="dashboards" if link.tag else "link",
        tags=[link.tag] if link.tag else [],
        asDropdown=bool(link.tag),
        uri=link.url,
        icon="external link" if link.new_tab else "dashboard",
        includeVars=link.with_variables or bool(link.tag),
        keepTime=not link.new_tab,
        targetBlank=link.new_tab,
    )


def _plain(value: Any) -> Any:
    """Return grafanalib's objects as the plain data that they stand for."""
    if hasattr(value, "to_json_data"):
        return _plain(value.to_json_data())
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
