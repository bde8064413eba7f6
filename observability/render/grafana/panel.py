"""Panels as grafanalib's objects, with what grafanalib does not know added in one place."""

from __future__ import annotations

from typing import Any

from observability.compile.board import PlacedPanel, PlacedRow
from observability.model.display import Color
from observability.model.panel import Kind, Note, Panel, Target
from observability.promql.expr import Expr
from observability.promql.printer import text
from observability.render.grafana import field
from observability.render.grafana.source import CHOSEN
from observability.render.grafana.untyped import core

__all__ = ["row"]

Json = dict[str, Any]

_LATEST = {"calcs": ["lastNotNull"], "fields": "", "values": False}
_TOOLTIP = {"mode": "multi", "sort": "desc"}


def row(placed: PlacedRow) -> list[Any]:
    """Return the heading and its panels; a collapsed heading holds them."""
    panels = [_panel(one) for one in placed.panels]
    head = core.RowPanel(
        title=placed.title,
        id=placed.id,
        gridPos=_grid(placed),
        collapsed=placed.collapsed,
        panels=panels if placed.collapsed else [],
    )
    return [head] if placed.collapsed else [head, *panels]


def _grid(placed: PlacedRow | PlacedPanel) -> Any:
    place = placed.place
    return core.GridPos(h=place.height, w=place.width, x=place.x, y=place.y)


def _panel(placed: PlacedPanel) -> Any:
    if isinstance(placed.panel, Note):
        return core.Text(
            title=placed.panel.title,
            content=placed.panel.text,
            id=placed.id,
            gridPos=_grid(placed),
            thresholds=field.steps(Color.GREEN, ()),
        )
    panel = placed.panel
    make, extra = _KINDS[panel.kind]
    details = extra(panel)
    config = {"defaults": field.fields(panel) | details.pop("defaults", {})}
    overrides = {"overrides": details.pop("overrides", [])}
    return make(
        title=panel.title,
        description=panel.description,
        dataSource=CHOSEN,
        targets=[_target(one, index, panel.kind) for index, one in enumerate(panel.queries)],
        id=placed.id,
        gridPos=_grid(placed),
        timeFrom=panel.period or None,
        thresholds=field.steps(panel.base, panel.limits),
        links=[{"title": one.title, "url": field.url(one)} for one in panel.links],
        extraJson={"fieldConfig": config | overrides, **details},
    )


class _PrometheusTarget(core.Target):  # type: ignore[misc]
    """A query as Prometheus' data source reads it; grafanalib's base is Graphite's."""

    def to_json_data(self) -> Json:
        data: Json = super().to_json_data()
        return data | {"editorMode": "code", "exemplar": False, "range": not self.instant}


def _target(target: Target, index: int, kind: Kind) -> _PrometheusTarget:
    expr = target.expr
    return _PrometheusTarget(
        expr=text(expr) if isinstance(expr, Expr) else expr.strip(),
        legendFormat=target.legend or "__auto",
        instant=target.instant,
        refId=field.ref_id(index),
        format="table" if kind is Kind.TABLE else "time_series",
        datasource=CHOSEN,
    )


def _time_series(panel: Panel) -> Json:
    custom: Json = {
        "drawStyle": "line",
        "fillOpacity": 30 if panel.stacked else 8,
        "showPoints": "never",
    }
    if panel.stacked:
        custom["stacking"] = {"group": "A", "mode": "normal"}
    if panel.limits:
        custom["thresholdsStyle"] = {"mode": "dashed"}
    legend = {"calcs": ["lastNotNull", "max"], "displayMode": "table", "placement": "bottom"}
    return {
        "defaults": {"custom": custom},
        "overrides": field.references(panel.queries),
        "options": {"legend": legend | {"showLegend": True}, "tooltip": _TOOLTIP},
    }


def _stat(panel: Panel) -> Json:
    several = len(panel.queries) > 1
    return {
        "options": {
            "colorMode": "value",
            "graphMode": "none" if all(one.instant for one in panel.queries) else "area",
            "reduceOptions": _LATEST,
            "textMode": "value_and_name" if several else "value",
            "wideLayout": False,
        }
    }


def _gauge(_: Panel) -> Json:
    return {
        "options": {
            "reduceOptions": _LATEST,
            "showThresholdLabels": False,
            "showThresholdMarkers": True,
        }
    }


def _bar_gauge(_: Panel) -> Json:
    return {
        "options": {
            "displayMode": "basic",
            "orientation": "horizontal",
            "reduceOptions": _LATEST,
            "showUnfilled": True,
            "valueMode": "color",
        }
    }


def _state_timeline(_: Panel) -> Json:
    return {
        "options": {
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": False},
            "perPage": 20,
            "tooltip": {"mode": "single", "sort": "none"},
        }
    }


def _table(panel: Panel) -> Json:
    sort = [{"desc": False, "displayName": panel.sort_by}] if panel.sort_by else []
    return {
        "overrides": field.columns(panel),
        "options": {"cellHeight": "sm", "showHeader": True, "sortBy": sort},
        "transformations": [{"id": "merge", "options": {}}, _organised(panel)],
    }


def _organised(panel: Panel) -> Json:
    """Name and order the columns: labels first, then one for each query.

    Grafana calls the values of several merged tables ``Value #A`` and so on, of one ``Value``.
    """
    only = len(panel.queries) == 1
    names = {one.label: one.title for one in panel.columns}
    for index, target in enumerate(panel.queries):
        names["Value" if only else f"Value #{field.ref_id(index)}"] = target.legend
    return {
        "id": "organize",
        "options": {
            "excludeByName": {"Time": True},
            "indexByName": {name: index for index, name in enumerate(names)},
            "renameByName": names,
        },
    }


_KINDS: dict[Kind, tuple[Any, Any]] = {
    Kind.TIME_SERIES: (core.TimeSeries, _time_series),
    Kind.STAT: (core.Stat, _stat),
    Kind.GAUGE: (core.GaugePanel, _gauge),
    Kind.BAR_GAUGE: (core.BarGauge, _bar_gauge),
    Kind.STATE_TIMELINE: (core.StateTimeline, _state_timeline),
    Kind.TABLE: (core.Table, _table),
}
