"""Pyrra's `ServiceLevelObjective`, ``pyrra.dev/v1alpha1``.

Pyrra derives its alert windows from the period and rounds its factors to 14, 7, 2 and 1; here the
windows and factors are the Site Reliability Workbook's. Source:
https://github.com/pyrra-dev/pyrra/blob/main/kubernetes/api/v1alpha1/servicelevelobjective_types.go
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from observability.base.duration import Duration
from observability.base.errors import Problem
from observability.base.labels import is_label_name
from observability.base.quantity import decimal, number
from observability.formats.known_fields import unknown
from observability.formats.place import Place
from observability.formats.sloth_spec import AlertMeta, Events, Group, Raw, Sli, Slo

__all__ = ["read_pyrra"]

_PREFIX = "pyrra.dev/"
_W = "[{{.window}}]"
_WHOLE = 100
_ALERT = "ErrorBudgetBurn"
# Which of Pyrra's four tiers pages, which opens a ticket.
_TIERS = (("page", "critical", "fastBurn"), ("ticket", "warning", "longTermBurn"))
_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "ratio": (("errors",), ("total",)),
    "latency": (("success",), ("total",)),
    "latencyNative": (("total",),),
    "bool_gauge": ((),),
}
_METRIC: dict[str, Any] = {"metric": {}}
_FIELDS: dict[str, Any] = {
    "apiVersion": {},
    "kind": {},
    "metadata": None,
    "status": None,
    "spec": {
        "target": {},
        "window": {},
        "description": {},
        "performanceOverAccuracy": {},
        "indicator": {
            "ratio": {"errors": _METRIC, "total": _METRIC, "grouping": None},
            "latency": {"success": _METRIC, "total": _METRIC, "grouping": None},
            "latencyNative": {"latency": {}, "total": _METRIC, "grouping": None},
            "bool_gauge": {**_METRIC, "grouping": None},
        },
        "alerting": {
            "disabled": {},
            "burnrates": {},
            "absent": {},
            "name": {},
            "severities": None,
        },
    },
}
_SELECTOR = re.compile(r"\s*[a-zA-Z_:][\w:]*\s*(\{.*\})?\s*|\s*\{.*\}\s*", re.DOTALL)


def read_pyrra(root: Place) -> tuple[Group | None, list[Problem], list[Problem]]:
    """Return the SLO of *root*, what is wrong with it, and what is not carried over."""
    problems: list[Problem] = []
    warnings: list[Problem] = list(unknown(root, _FIELDS))
    metadata, spec = root.at("metadata"), root.at("spec")
    sli = _sli(spec.at("indicator"), problems)
    objective, period = _target(spec, problems, warnings), _window(spec, problems)
    name = metadata.at("name").text
    if not name:
        problems.append(metadata.problem("the object has no name"))
    if problems or sli is None or objective is None:
        return None, problems, warnings
    labels = _labels(metadata.at("labels"), warnings)
    service = labels.get("service") or metadata.at("namespace").text or "pyrra"
    page, ticket = _alerts(spec.at("alerting"), warnings)
    slo = Slo(
        id=f"{service}-{name}",
        name=name,
        service=service,
        objective=float(objective),
        period=period,
        description=spec.at("description").text,
        labels=labels,
        sli=sli,
        page=page,
        ticket=ticket,
        file=root.source.file,
        lines={
            "": root.line,
            "name": metadata.at("name").line,
            "objective": spec.at("target").line,
            "sli": spec.at("indicator").line,
        },
    )
    return Group(kind="prometheus", slos=(slo,), source=root.source), problems, warnings


def _target(spec: Place, problems: list[Problem], warnings: list[Problem]) -> Decimal | None:
    target = spec.at("target")
    try:
        value = decimal(target.text)
    except ValueError:
        value = Decimal(0)
    if 0 < value <= 1:
        message = f"target {target.text} is a percentage, though it reads like a ratio"
        warnings.append(target.problem(message, f'write target: "{number(value * 100)}" for that'))
    if 0 < value <= _WHOLE:
        return value
    message = f"target {target.text!r} is no percentage"
    problems.append(target.problem(message, 'write target: "99.9"'))
    return None


def _window(spec: Place, problems: list[Problem]) -> Duration | None:
    window = spec.at("window")
    try:
        return Duration.parse(window.text)
    except ValueError as error:
        problems.append(window.problem(f"window {error}"))
        return None


def _sli(indicator: Place, problems: list[Problem]) -> Sli | None:
    readers = {
        "ratio": _ratio,
        "latency": _latency,
        "latencyNative": _native,
        "bool_gauge": _gauge,
    }
    given = [name for name in readers if indicator.at(name)]
    if len(given) != 1:
        listed = ", ".join(readers)
        problems.append(indicator.problem(f"the indicator is none, or not one, of {listed}"))
        return None
    kind = indicator.at(given[0])
    for path in (("errors",), ("total",), ("success",), ()):
        metric = kind.at(*path, "metric")
        if not metric and path in _NEEDED[given[0]]:
            field = ".".join((given[0], *path, "metric"))
            problems.append(kind.at(*path).problem(f"indicator.{field} is missing"))
        if metric and not _SELECTOR.fullmatch(metric.text):
            problems.append(metric.problem(f"{metric.text!r} is no selector of a metric"))
    return readers[given[0]](kind, _by(kind), problems)


def _by(kind: Place) -> str:
    listed = sorted(one.text for one in kind.at("grouping").items())
    return f" by ({', '.join(listed)})" if listed else ""


def _ratio(kind: Place, by: str, _problems: list[Problem]) -> Sli:
    errors, total = (kind.at(name, "metric").text.strip() for name in ("errors", "total"))
    return Sli(
        events=Events(
            error_query=f"sum{by} (rate({errors}{_W}))", total_query=f"sum{by} (rate({total}{_W}))"
        )
    )


def _latency(kind: Place, by: str, _problems: list[Problem]) -> Sli:
    good, total = (kind.at(name, "metric").text.strip() for name in ("success", "total"))
    every = f"sum{by} (rate({total}{_W}))"
    errors = f"{every} - sum{by} (rate({good}{_W}))"
    return Sli(events=Events(error_query=errors, total_query=every))


def _native(kind: Place, by: str, problems: list[Problem]) -> Sli | None:
    limit, total = kind.at("latency"), kind.at("total", "metric").text.strip()
    try:
        seconds = number(Decimal(Duration.parse(limit.text).milliseconds) / 1000)
    except ValueError as error:
        problems.append(limit.problem(f"latency {error}"))
        return None
    share = f"histogram_fraction(0, {seconds}, sum{by} (rate({total}{_W})))"
    return Sli(raw=Raw(error_ratio_query=f"1 - {share}"))


def _gauge(kind: Place, by: str, _problems: list[Problem]) -> Sli:
    metric = kind.at("metric").text.strip()
    every = f"sum{by} (count_over_time({metric}{_W}))"
    errors = f"{every} - sum{by} (sum_over_time({metric}{_W}))"
    return Sli(events=Events(error_query=errors, total_query=every))


def _labels(labels: Place, warnings: list[Problem]) -> dict[str, str]:
    found = {}
    for name, value in labels.entries():
        if not name.startswith(_PREFIX):
            continue
        short = name.removeprefix(_PREFIX)
        if is_label_name(short):
            found[short] = value.text
        else:
            warnings.append(value.problem(f"{name!r} is no label of Prometheus', and is left out"))
    return found


def _alerts(alerting: Place, warnings: list[Problem]) -> tuple[AlertMeta, AlertMeta]:
    off = alerting.at("disabled").text == "true" or alerting.at("burnrates").text == "false"
    if alerting.at("absent").text == "false":
        message = "absent: false is not carried over: data that vanish always raise an alert"
        warnings.append(alerting.at("absent").problem(message))
    if off:
        return AlertMeta(disable=True), AlertMeta(disable=True)
    name = alerting.at("name").text or _ALERT
    severities = {key: place.text for key, place in alerting.at("severities").entries()}
    _warn_of_severities(alerting, severities, warnings)
    page, ticket = (
        AlertMeta(name=name, labels={"severity": severities.get(tier, usual)})
        for _, usual, tier in _TIERS
    )
    return page, ticket


def _warn_of_severities(
    alerting: Place, severities: Mapping[str, str], warnings: list[Problem]
) -> None:
    kept = {tier for _, _, tier in _TIERS}
    for name in severities:
        if name not in kept:
            message = f"the severity of {name} is not carried over: there is a page and a ticket"
            warnings.append(alerting.at("severities", name).problem(message))
