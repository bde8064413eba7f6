"""The things that a file of out/ defines, each with the facts that a reviewer compares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs

from observability.base import naming
from observability.base.duration import Duration
from observability.base.quantity import number, short
from observability.serialize.parse import parse
from observability.slo import burn
from observability.slo.windows import PAGE, PERIOD, TABLES, TICKET

__all__ = ["Thing", "outline"]

# What a tool numbers or lays out, and no reviewer reads.
_CONSTANT = re.compile(r"vector\((0\.\d+)\)")
_LAYOUT = ("id", "gridPos", "version", "schemaVersion", "datasource", "refId")


@attrs.frozen(kw_only=True)
class Thing:
    """Something that is defined: its kind, its name, and its facts in reading order.

    Args:
        parent: The name of the thing it is part of; where that is new or gone, so is this.
    """

    kind: str
    name: str
    facts: Mapping[str, str]
    parent: str = ""


def outline(files: Mapping[str, bytes]) -> dict[tuple[str, str], Thing]:
    """Return the things that *files* define, by kind and name."""
    found: dict[tuple[str, str], Thing] = {}
    for path in sorted(files):
        for thing in _things(path, parse(path, files[path])):
            known = found.get((thing.kind, thing.name))
            facts = {**known.facts, **thing.facts} if known else thing.facts
            found[thing.kind, thing.name] = attrs.evolve(thing, facts=facts)
    return found


def _things(path: str, data: Any) -> Iterator[Thing]:
    if not isinstance(data, dict):
        return
    if path.startswith("prometheus/rules/"):
        yield from _rules(data)
    elif path == "prometheus/prometheus.yml":
        yield from _named("scrape job", data.get("scrape_configs"), "job_name")
    elif path == "alertmanager/alertmanager.yml":
        yield from _named("receiver", data.get("receivers"), "name")
        yield Thing(kind="routing", name="of alerts", facts=_flat(data.get("route"), ""))
        yield Thing(kind="inhibition", name="of alerts", facts=_flat(data.get("inhibit_rules"), ""))
    elif path.startswith("grafana/dashboards/"):
        yield from _dashboard(data)
    elif "kind" in data and isinstance(data.get("metadata"), dict):
        yield _object(data)


def _rules(data: Mapping[str, Any]) -> Iterator[Thing]:
    for group in _dicts(data.get("groups")):
        for rule in _dicts(group.get("rules")):
            labels = rule.get("labels") or {}
            if "alert" in rule:
                yield Thing(kind="alert", name=str(rule["alert"]), facts=_alert(rule))
            elif naming.SLO_ID in labels:
                yield Thing(kind="SLO", name=str(labels[naming.SLO_ID]), facts=_slo(rule, labels))
            elif "record" in rule:
                name = " ".join([str(rule["record"]), *map(str, labels.values())])
                yield Thing(kind="recording rule", name=name, facts=_flat(rule, ""))


def _alert(rule: Mapping[str, Any]) -> dict[str, str]:
    plain = {key: value for key, value in rule.items() if key not in ("labels", "annotations")}
    nested = {**(rule.get("labels") or {}), **(rule.get("annotations") or {})}
    return _flat({**nested, **plain}, "")


def _slo(rule: Mapping[str, Any], labels: Mapping[str, Any]) -> dict[str, str]:
    """Return the facts that one of an SLO's recording rules knows."""
    record = rule.get("record")
    if record == naming.TOTAL_RATE:
        return {"events": str(rule.get("expr"))}
    if record == naming.ERRORS_RATE:
        return {"errors": str(rule.get("expr"))}
    if record == naming.ERROR_BUDGET:
        return _promise(str(rule.get("expr")), labels)
    if record != naming.INFO:
        return {}
    known = (naming.SLO_ID, naming.SLO_SERVICE, naming.SLO_NAME, "sloth_objective")
    return {key: str(value) for key, value in labels.items() if key not in known}


def _promise(constant: str, labels: Mapping[str, Any]) -> dict[str, str]:
    """Return an objective, the error ratios at which its alerts fire, and what it allows."""
    found = _CONSTANT.fullmatch(constant)
    if found is None:
        return {"budget": constant}
    share = Decimal(found[1])
    period = str(labels.get(naming.SLO_PERIOD, PERIOD))
    windows = str(labels.get(naming.SLO_WINDOWS, period))
    facts = {"objective": f"{number(100 - share * 100)} %", "period": period}
    table = next((one for one in TABLES.values() if one.name == windows), None)
    if table is None:
        facts["alert windows"] = windows
    for severity in (PAGE, TICKET) if table else ():
        limits = [
            f"{short(burn.threshold(share, pair.factor) * 100)} % over {pair.long}"
            for pair in (table.of(severity) if table else ())
        ]
        facts[f"{severity} threshold"] = ", ".join(limits)
    minutes = burn.budget_minutes(share, _length(period))
    policy = labels.get(naming.SLO_POLICY)
    told = {"budget policy": str(policy)} if policy else {}
    return {**facts, "budget": f"{number(round(minutes, 1))} minutes", **told}


def _length(period: str) -> Duration:
    try:
        return Duration.parse(period)
    except ValueError:  # somebody edited the file
        return PERIOD


def _dashboard(data: Mapping[str, Any]) -> Iterator[Thing]:
    title = str(data.get("title"))
    own = {key: value for key, value in data.items() if key not in ("panels", *_LAYOUT)}
    yield Thing(kind="dashboard", name=title, facts=_flat(own, ""))
    for panel in _panels(data):
        name = f"{title} / {panel.get('title') or panel.get('type')}"
        yield Thing(kind="panel", name=name, facts=_flat(panel, ""), parent=title)


def _panels(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Return the panels, those in folded rows, too."""
    for panel in _dicts(data.get("panels")):
        yield {key: value for key, value in panel.items() if key != "panels"}
        yield from _panels(panel)


def _object(data: Mapping[str, Any]) -> Thing:
    where = data["metadata"].get("namespace")
    name = f"{where}/{data['metadata'].get('name')}" if where else str(data["metadata"].get("name"))
    return Thing(kind=str(data["kind"]), name=name, facts=_flat(data, ""))


def _named(kind: str, items: Any, key: str) -> Iterator[Thing]:
    for item in _dicts(items):
        yield Thing(kind=kind, name=str(item.get(key)), facts=_flat(item, ""))


def _flat(value: Any, path: str) -> dict[str, str]:
    """Return the leaves of *value* by their path; a list's members go by their names."""
    if isinstance(value, dict):
        members = [(key, item) for key, item in value.items() if key not in _LAYOUT]
    elif isinstance(value, list):
        members = [(_member(item, index), item) for index, item in enumerate(value)]
    else:
        return {path: _text(value)}
    facts: dict[str, str] = {}
    for key, item in members:
        facts |= _flat(item, f"{path}.{key}" if path else str(key))
    return facts


def _member(item: Any, index: int) -> str:
    if isinstance(item, dict):
        name = next((item[key] for key in ("name", "alert", "title") if key in item), index)
        return f"[{name}]"
    return f"[{index}]"


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
