"""grafanalib's JSON to what Grafana 10 to 13 read: schema 42, nothing stale, nothing needless.

grafanalib 0.7.1 writes schema version 12 with keys that no current panel reads, and two defaults
that spoil graphs: at most 100 points (`maxDataPoints`) and every second step (`intervalFactor`),
which leaves half of the time axis unread by ``rate(…[$__rate_interval])``.
"""

from __future__ import annotations

from typing import Any

__all__ = ["SCHEMA_VERSION", "normalise"]

SCHEMA_VERSION = 42
"""The last version of the classic format; Grafana 13 still provisions it from files.

https://github.com/grafana/grafana/blob/main/packages/grafana-schema/src/index.gen.ts
"""

Json = dict[str, Any]

_STALE_DASHBOARD = frozenset(
    ["__inputs", "gnetId", "hideControls", "id", "rows", "sharedCrosshair", "style", "timepicker"]
)
_STALE_PANEL = frozenset(
    [
        "cacheTimeout",
        "color",
        "columns",
        "editable",
        "error",
        "fontSize",
        "height",
        "hideTimeOverride",
        "mappings",
        "maxDataPoints",
        "maxPerRow",
        "minSpan",
        "repeatDirection",
        "span",
    ]
)
_STALE_TARGET = frozenset(["intervalFactor", "metric", "query", "step", "target"])
_STALE_VARIABLE = frozenset(["auto", "auto_count", "auto_min", "tagValuesQuery", "tagsQuery"])
_STALE_FIELDS = frozenset(["calcs", "limit", "override", "title", "values"])
_STALE_OPTIONS = frozenset(["fieldOptions", "showThresholdLabels", "showThresholdMarkers"])
_ROW_KEYS = frozenset(["collapsed", "gridPos", "id", "panels", "title", "type"])

# What Grafana assumes where nothing is said.
_PANEL_DEFAULTS: Json = {"links": [], "transformations": [], "transparent": False}
_TARGET_DEFAULTS: Json = {"hide": False, "instant": False, "interval": "", "format": "time_series"}
_VARIABLE_DEFAULTS: Json = {
    "hide": 0,
    "includeAll": False,
    "multi": False,
    "options": [],
    "regex": "",
    "skipUrlSync": False,
    "useTags": False,
}
_LINK_DEFAULTS: Json = {
    "asDropdown": False,
    "includeVars": False,
    "tags": [],
    "targetBlank": False,
    "tooltip": "",
    "url": "",
}
_CUSTOM_DEFAULTS: Json = {
    "axisLabel": "",
    "axisPlacement": "auto",
    "barAlignment": 0,
    "displayMode": "auto",
    "filterable": False,
    "gradientMode": "none",
    "hideFrom": {"legend": False, "tooltip": False, "viz": False},
    "lineWidth": 1,
    "pointSize": 5,
    "scaleDistribution": {"log": 2, "type": "linear"},
    "spanNulls": False,
    "stacking": {},
    "thresholdsStyle": {"mode": "off"},
}


def normalise(dashboard: Json) -> Json:
    """Return *dashboard*, plain data as grafanalib makes it, in the current form.

    Nulls go, but for the value of a threshold's first step, which stands for minus infinity.
    """
    kept = _without(dashboard, _STALE_DASHBOARD)
    kept["schemaVersion"] = SCHEMA_VERSION
    kept["panels"] = [_panel(one) for one in dashboard["panels"]]
    kept["links"] = [_differing(one, _LINK_DEFAULTS) for one in dashboard["links"]]
    variables = dashboard["templating"]["list"]
    kept["templating"] = {"list": [_variable(one) for one in variables]}
    return {key: _filled(item) for key, item in kept.items() if item is not None}


def _panel(panel: Json) -> Json:
    if panel["type"] == "row":
        kept = {key: value for key, value in panel.items() if key in _ROW_KEYS}
        return kept | {"panels": [_panel(one) for one in panel["panels"]]}
    kept = _differing(_without(panel, _STALE_PANEL), _PANEL_DEFAULTS)
    kept["fieldConfig"] = _field_config(panel["fieldConfig"])
    kept["options"] = _without(panel["options"], _STALE_OPTIONS - _shown_by(panel))
    kept["targets"] = [
        _differing(_without(one, _STALE_TARGET), _TARGET_DEFAULTS) for one in panel["targets"]
    ]
    return kept


def _shown_by(panel: Json) -> frozenset[str]:
    """Return the options that are stale elsewhere and current in a gauge."""
    current = ["showThresholdLabels", "showThresholdMarkers"]
    return frozenset(current if panel["type"] == "gauge" else [])


def _field_config(config: Json) -> Json:
    defaults = _without(config["defaults"], _STALE_FIELDS)
    for key in ("links", "mappings"):
        if defaults.get(key) == []:
            del defaults[key]
    custom = _differing(defaults.pop("custom", {}), _CUSTOM_DEFAULTS)
    if custom:
        defaults["custom"] = custom
    return {"defaults": defaults, "overrides": config.get("overrides", [])}


def _variable(variable: Json) -> Json:
    return _differing(_without(variable, _STALE_VARIABLE), _VARIABLE_DEFAULTS)


def _without(value: Json, keys: frozenset[str]) -> Json:
    return {key: item for key, item in value.items() if key not in keys}


def _differing(value: Json, defaults: Json) -> Json:
    missing = object()
    return {key: item for key, item in value.items() if item != defaults.get(key, missing)}


def _filled(value: Any) -> Any:
    """Return *value* without nulls."""
    if isinstance(value, list):
        return [_filled(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "steps" in value:
        return value
    return {key: _filled(item) for key, item in value.items() if item is not None}
