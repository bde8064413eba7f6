"""OpenSLO ``v1alpha`` as far as Sloth reads it: ratio metrics of Prometheus, a period in days.

Source: https://github.com/slok/sloth/blob/v0.16.0/internal/storage/io/openslo.go
"""

from __future__ import annotations

from typing import Any

from observability.base.duration import Duration, days
from observability.formats.reading import YAML, Reading, lines
from observability.formats.sloth_spec import Group, Raw, Sli, Slo

__all__ = ["DIALECT", "VERSION", "read"]

VERSION = "openslo/v1alpha"
DIALECT = YAML
_SPEC = ("timeWindows", "budgetingMethod", "description", "indicator", "service", "objectives")
_OBJECTIVE = ("displayName", "value", "ratioMetrics", "target", "timeSliceTarget", "op")


def read(reading: Reading, root: Any) -> Group | None:
    """Return what the document at *root* says; None if it can not be used at all.

    What is wrong is noted in *reading*; a group is of use only if nothing is.
    """
    fields = reading.fields(root, "", ("apiVersion", "kind", "metadata", "spec"))
    version = fields.get("apiVersion")
    if version is None or reading.text(version, "apiVersion") != VERSION:
        reading.wrong(version or root, f'invalid spec version, should be "{VERSION}"')
        return None
    spec = reading.fields(fields.get("spec"), "spec", _SPEC)
    nodes = reading.items(spec.get("objectives"), "spec.objectives")
    if not nodes:
        reading.wrong(spec.get("objectives") or root, "at least one SLO is required")
        return None
    period = _period(reading, spec)
    metadata = reading.fields(fields.get("metadata"), "metadata", ("name", "displayName"))
    name = _text(reading, metadata, "name", "metadata")
    found = [
        _slo(reading, node, at, spec=spec, name=name, period=period)
        for at, node in enumerate(nodes)
    ]
    return Group(kind="openslo", slos=tuple(found), source=reading.source(root))


def _period(reading: Reading, spec: dict[str, Any]) -> Duration | None:
    nodes = reading.items(spec.get("timeWindows"), "spec.timeWindows")
    if not nodes:
        return None
    if len(nodes) > 1:
        reading.wrong(nodes[1], "invalid SLO time windows: only 1 time window is supported")
        return None
    known = ("unit", "count", "isRolling", "calendar")
    fields = reading.fields(nodes[0], "spec.timeWindows[0]", known)
    if _text(reading, fields, "unit", "spec.timeWindows[0]").lower() != "day":
        message = "invalid SLO time windows: only days based time windows are supported"
        reading.wrong(fields.get("unit") or nodes[0], message)
        return None
    count = fields.get("count")
    number = 0 if count is None else reading.whole(count, "spec.timeWindows[0].count")
    return days(max(0, number))


def _slo(
    reading: Reading,
    node: Any,
    at: int,
    *,
    spec: dict[str, Any],
    name: str,
    period: Duration | None,
) -> Slo:
    path = f"spec.objectives[{at}]"
    fields = reading.fields(node, path, _OBJECTIVE)
    service = _text(reading, spec, "service", "spec")
    target = fields.get("target")
    if target is None or reading.is_null(target):
        reading.wrong(node, "could not map SLOs correctly: missing target", "write target: 0.999")
    ratio = 0.0 if target is None else reading.number(target, f"{path}.target")
    places = {"": reading.line(node), **lines(reading, fields)}
    for known, there in (("target", "objective"), ("ratioMetrics", "sli.raw.error_ratio_query")):
        if known in places:
            places[there] = places[known]
    return Slo(
        id=f"{service}-{name}-{at}",
        name=f"{name}-{at}",
        service=service,
        description=_text(reading, spec, "description", "spec"),
        objective=ratio * 100,
        period=period,
        sli=_sli(reading, fields.get("ratioMetrics"), node, f"{path}.ratioMetrics"),
        file=reading.file,
        lines=places,
    )


def _sli(reading: Reading, node: Any, objective: Any, path: str) -> Sli:
    start = "could not map SLOs correctly: could not map SLI"
    if node is None or reading.is_null(node):
        reading.wrong(objective, f"{start}: missing ratioMetrics")
        return Sli()
    fields = reading.fields(node, path, ("good", "total", "counter"))
    metrics = {}
    for name in ("good", "total"):
        known = ("source", "queryType", "query")
        metrics[name] = reading.fields(fields.get(name), f"{path}.{name}", known)
    source = {name: _text(reading, one, "source", path) for name, one in metrics.items()}
    kinds = {name: _text(reading, one, "queryType", path) for name, one in metrics.items()}
    queries = {name: _text(reading, one, "query", path) for name, one in metrics.items()}
    wrong = _wrong(source, kinds)
    if wrong:
        reading.wrong(node, f"{start}: {wrong}")
    return Sli(raw=Raw(error_ratio_query=_ratio(queries["good"], queries["total"])))


def _wrong(source: dict[str, str], kinds: dict[str, str]) -> str:
    if source["good"] not in ("prometheus", "sloth"):
        return "prometheus or sloth query ratio 'good' source is required"
    if source["total"] != "prometheus" and source["good"] != "sloth":  # as Sloth has it
        return "prometheus or sloth query ratio 'total' source is required"
    for name in ("good", "total"):
        if kinds[name] != "promql":
            return f"unsupported '{name}' indicator query type: {kinds[name]}"
    return ""


def _ratio(good: str, total: str) -> str:
    return f"\n  1 - (\n    (\n      {good}\n    )\n    /\n    (\n      {total}\n    )\n  )\n"


def _text(reading: Reading, fields: dict[str, Any], name: str, path: str) -> str:
    node = fields.get(name)
    return "" if node is None else reading.text(node, f"{path}.{name}")
