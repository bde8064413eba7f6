"""How values are shown: units, limits, words, and what differs for single series and columns."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from observability.model.display import Color, Column, Limit, Link, State
from observability.model.panel import Kind, Panel, Target

__all__ = ["columns", "fields", "mappings", "number", "ref_id", "references", "steps", "url"]

Json = dict[str, Any]


def number(value: Decimal) -> int | float:
    """Return *value* as JSON writes it."""
    return int(value) if value == value.to_integral_value() else float(value)


def ref_id(index: int) -> str:
    """Return the letter by which a panel's parts refer to its query number *index*."""
    first, second = divmod(index, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


def url(link: Link) -> str:
    """Return the address of *link*; to dashboards, the time and the data source go along."""
    if link.url:
        return link.url
    query = f"{link.query}&" if link.query else ""
    return f"/d/{link.dashboard}?{query}${{datasource:queryparam}}&${{__url_time_range}}"


def steps(base: Color, limits: Iterable[Limit]) -> list[Json]:
    """Return the steps of a threshold; the first is null, which is minus infinity."""
    above = [{"color": one.color.value, "value": number(one.at)} for one in limits]
    return [{"color": base.value, "value": None}, *above]


def mappings(states: Iterable[State]) -> list[Json]:
    """Return the words that stand for values."""
    return [_mapping(state, index) for index, state in enumerate(states)]


def _mapping(state: State, index: int) -> Json:
    result = {"color": state.color.value, "index": index, "text": state.text}
    low, high = number(state.low), number(state.high)
    if low == high:
        return {"type": "value", "options": {str(low): result}}
    return {"type": "range", "options": {"from": low, "to": high, "result": result}}


def fields(panel: Panel) -> Json:
    """Return what holds for all fields of *panel*; grafanalib has no word for it or a wrong one."""
    return {
        "unit": panel.unit.value,
        "min": None if panel.minimum is None else number(panel.minimum),
        "max": None if panel.maximum is None else number(panel.maximum),
        "decimals": panel.decimals,
        "noValue": panel.no_value,
        "mappings": mappings(panel.states),
        "color": {"mode": "palette-classic" if panel.kind is Kind.TIME_SERIES else "thresholds"},
    }


def references(queries: Iterable[Target]) -> list[Json]:
    """Return the overrides that draw lines of reference dashed and in their own colour."""
    return [
        _override(
            "byFrameRefID",
            ref_id(index),
            {
                "color": {"mode": "fixed", "fixedColor": target.reference.value},
                "custom.fillOpacity": 0,
                "custom.lineStyle": {"fill": "dash", "dash": [10, 10]},
                "custom.stacking": {"group": "A", "mode": "none"},
            },
        )
        for index, target in enumerate(queries)
        if target.reference is not None
    ]


def columns(panel: Panel) -> list[Json]:
    """Return the overrides for the columns of a table: links of labels, units of values."""
    linked = [_linked(column) for column in panel.columns if column.links]
    return [*linked, *(_valued(target) for target in panel.queries)]


def _linked(column: Column) -> Json:
    found = [{"title": link.title, "url": url(link)} for link in column.links]
    return _override("byName", column.title, {"links": found})


def _valued(target: Target) -> Json:
    properties: Json = {} if target.unit is None else {"unit": target.unit.value}
    if target.limits:
        properties |= {
            "custom.cellOptions": {"type": "color-background", "mode": "basic"},
            "thresholds": {"mode": "absolute", "steps": steps(target.base, target.limits)},
        }
    return _override("byName", target.legend, properties)


def _override(matcher: str, options: str, properties: Json) -> Json:
    return {
        "matcher": {"id": matcher, "options": options},
        "properties": [{"id": key, "value": value} for key, value in properties.items()],
    }
