"""What Sloth's own format and its Kubernetes object have in common: the SLOs, field by field.

The two differ in how names are spelt (`Spelling`) and how strict they are read.
Source: https://github.com/slok/sloth/blob/v0.16.0/pkg/prometheus/api/v1/v1.go
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from observability.formats.reading import Reading, lines
from observability.formats.sloth_spec import AlertMeta, Events, Plugin, PluginSli, Raw, Sli, Slo

__all__ = ["CAMEL", "SNAKE", "Chain", "Spelling", "chain", "slos"]


@attrs.frozen(kw_only=True)
class Spelling:
    """How the fields of two words are spelt."""

    slo_plugins: str
    error_ratio_query: str
    error_query: str
    total_query: str
    page_alert: str
    ticket_alert: str


SNAKE = Spelling(
    slo_plugins="slo_plugins",
    error_ratio_query="error_ratio_query",
    error_query="error_query",
    total_query="total_query",
    page_alert="page_alert",
    ticket_alert="ticket_alert",
)
CAMEL = Spelling(
    slo_plugins="sloPlugins",
    error_ratio_query="errorRatioQuery",
    error_query="errorQuery",
    total_query="totalQuery",
    page_alert="pageAlert",
    ticket_alert="ticketAlert",
)
_SLO = ("name", "description", "objective", "plugins", "labels", "sli", "alerting")


@attrs.frozen(kw_only=True)
class Chain:
    """Plugins declared in one place, and whether they drop those declared before."""

    overrides: bool = False
    plugins: tuple[Plugin, ...] = ()


def chain(reading: Reading, node: Any, path: str) -> Chain:
    """Return the plugins declared at *node*, which may be None."""
    if node is None:
        return Chain()
    fields = reading.fields(node, path, ("overridePrevious", "chain"))
    overrides = fields.get("overridePrevious")
    links = reading.items(fields.get("chain"), f"{path}.chain")
    return Chain(
        overrides=overrides is not None and reading.truth(overrides, f"{path}.overridePrevious"),
        plugins=tuple(_plugin(reading, one, f"{path}.chain[{at}]") for at, one in enumerate(links)),
    )


def _plugin(reading: Reading, node: Any, path: str) -> Plugin:
    fields = reading.fields(node, path, ("id", "config", "priority"))
    config = fields.get("config")
    priority = fields.get("priority")
    return Plugin(
        id=_text(reading, fields, "id", path),
        config=None if config is None else reading.plain(config, f"{path}.config"),
        priority=0 if priority is None else reading.whole(priority, f"{path}.priority"),
    )


def slos(
    reading: Reading, nodes: list[Any], path: str, spelling: Spelling, *, group: Slo, above: Chain
) -> tuple[Slo, ...]:
    """Return the SLOs at *nodes*; *group* has the service, the labels and the file they share."""
    return tuple(
        _slo(reading, node, f"{path}[{at}]", spelling, group=group, above=above)
        for at, node in enumerate(nodes)
    )


def _slo(
    reading: Reading, node: Any, path: str, spelling: Spelling, *, group: Slo, above: Chain
) -> Slo:
    fields = reading.fields(node, path, _SLO)
    places = {"": reading.line(node), **lines(reading, fields)}
    name = _text(reading, fields, "name", path)
    objective = fields.get("objective")
    own = chain(reading, fields.get("plugins"), f"{path}.plugins")
    page, ticket = _alerts(reading, fields.get("alerting"), f"{path}.alerting", spelling, places)
    return Slo(
        id=f"{group.service}-{name}",
        name=name,
        service=group.service,
        description=_text(reading, fields, "description", path),
        objective=0.0 if objective is None else reading.number(objective, f"{path}.objective"),
        labels={**group.labels, **_texts(reading, fields, "labels", path)},
        sli=_sli(reading, fields.get("sli"), f"{path}.sli", spelling, places),
        page=page,
        ticket=ticket,
        overrides=above.overrides or own.overrides,
        plugins=own.plugins if own.overrides else (*above.plugins, *own.plugins),
        file=reading.file,
        lines=places,
    )


def _sli(reading: Reading, node: Any, path: str, spelling: Spelling, places: dict[str, int]) -> Sli:
    if node is None:
        return Sli()
    fields = reading.fields(node, path, ("raw", "events", "plugin"))
    places |= lines(reading, fields, "sli")
    events = _part(reading, fields, "events", path, (spelling.error_query, spelling.total_query))
    raw = _part(reading, fields, "raw", path, (spelling.error_ratio_query,))
    plugin = _part(reading, fields, "plugin", path, ("id", "options"))
    for name, part in (("events", events), ("raw", raw)):
        places |= lines(reading, _neutral(part or {}, spelling), f"sli.{name}")

    def query(part: Mapping[str, Any], name: str, kind: str) -> str:
        return _text(reading, part, name, f"{path}.{kind}")

    return Sli(
        events=None
        if events is None
        else Events(
            error_query=query(events, spelling.error_query, "events"),
            total_query=query(events, spelling.total_query, "events"),
        ),
        raw=None
        if raw is None
        else Raw(error_ratio_query=query(raw, spelling.error_ratio_query, "raw")),
        plugin=None
        if plugin is None
        else PluginSli(
            id=query(plugin, "id", "plugin"),
            options=_texts(reading, plugin, "options", f"{path}.plugin"),
        ),
    )


def _part(
    reading: Reading, fields: Mapping[str, Any], name: str, path: str, known: tuple[str, ...]
) -> dict[str, Any] | None:
    node = fields.get(name)
    if node is None or reading.is_null(node):
        return None
    return reading.fields(node, f"{path}.{name}", known)


def _neutral(fields: Mapping[str, Any], spelling: Spelling) -> dict[str, Any]:
    names = {
        spelling.error_query: "error_query",
        spelling.total_query: "total_query",
        spelling.error_ratio_query: "error_ratio_query",
    }
    return {names.get(name, name): node for name, node in fields.items()}


def _alerts(
    reading: Reading, node: Any, path: str, spelling: Spelling, places: dict[str, int]
) -> tuple[AlertMeta, AlertMeta]:
    known = ("name", "labels", "annotations", spelling.page_alert, spelling.ticket_alert)
    fields = {} if node is None else reading.fields(node, path, known)
    places |= lines(reading, fields, "alerting")
    shared = AlertMeta(
        name=_text(reading, fields, "name", path),
        labels=_texts(reading, fields, "labels", path),
        annotations=_texts(reading, fields, "annotations", path),
    )
    page, ticket = (
        _alert(reading, fields.get(name), f"{path}.{name}", shared)
        for name in (spelling.page_alert, spelling.ticket_alert)
    )
    for short, name in (("page", spelling.page_alert), ("ticket", spelling.ticket_alert)):
        if name in fields:
            places[f"alerting.{short}"] = reading.line(fields[name])
    return page, ticket


def _alert(reading: Reading, node: Any, path: str, shared: AlertMeta) -> AlertMeta:
    fields = (
        {} if node is None else reading.fields(node, path, ("disable", "labels", "annotations"))
    )
    disable = fields.get("disable")
    labels = _texts(reading, fields, "labels", path)
    annotations = _texts(reading, fields, "annotations", path)
    if disable is not None and reading.truth(disable, f"{path}.disable"):
        return AlertMeta(disable=True)
    return AlertMeta(
        name=shared.name,
        labels={**shared.labels, **labels},
        annotations={**shared.annotations, **annotations},
    )


def _text(reading: Reading, fields: Mapping[str, Any], name: str, path: str) -> str:
    node = fields.get(name)
    return "" if node is None else reading.text(node, f"{path}.{name}")


def _texts(reading: Reading, fields: Mapping[str, Any], name: str, path: str) -> dict[str, str]:
    node = fields.get(name)
    return {} if node is None else reading.texts(node, f"{path}.{name}")
