"""The alerts of the documents: their labels, their links, their proofs, their routes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from observability.base.labels import Labels, Matcher
from observability.compile.routing_tree import Route
from observability.lint.plain import dicts
from observability.render.document import Document

__all__ = ["Alert", "alerts", "proven", "root_route"]

_MATCHER = re.compile(r"\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*\"?(.*?)\"?\s*", re.DOTALL)
_ALERTS = re.compile(r"ALERTS\{[^}]*alertname=\"([^\"]+)\"")
_PENDING = 'alertstate="pending"'


@attrs.frozen(kw_only=True)
class Alert:
    """An alerting rule as it is written."""

    name: str
    path: str
    labels: Labels
    annotations: Labels


def alerts(documents: Iterable[Document]) -> Iterator[Alert]:
    """Yield every alert of the rule files."""
    for document in documents:
        if not document.path.startswith("prometheus/rules/"):
            continue
        for group in dicts(document.body.get("groups")):
            for rule in dicts(group.get("rules")):
                if "alert" in rule:
                    yield Alert(
                        name=rule["alert"],
                        path=document.path,
                        labels=Labels(rule.get("labels", {})),
                        annotations=Labels(rule.get("annotations", {})),
                    )


def proven(documents: Iterable[Document]) -> frozenset[str]:
    """Return the names of the alerts that some test wants to see firing."""
    cases = [
        case
        for document in documents
        if document.path.startswith("prometheus/tests/")
        for case in dicts(document.body.get("tests"))
    ]
    return frozenset(name for case in cases for name in _firing(case))


def root_route(documents: Iterable[Document]) -> Route | None:
    """Return the route tree of Alertmanager's configuration; None if there is none."""
    for document in documents:
        if document.path == "alertmanager/alertmanager.yml" and document.body.get("route"):
            return _route(document.body["route"])
    return None


def _firing(case: dict[str, Any]) -> Iterator[str]:
    for test in dicts(case.get("alert_rule_test")):
        if test.get("exp_alerts"):
            yield test["alertname"]
    for test in dicts(case.get("promql_expr_test")):
        if test.get("exp_samples") and _PENDING not in test["expr"]:
            yield from _ALERTS.findall(test["expr"])


def _route(body: dict[str, Any]) -> Route:
    return Route(
        contact=body.get("receiver", ""),
        matchers=tuple(_matcher(str(one)) for one in body.get("matchers", ())),
        routes=tuple(_route(one) for one in dicts(body.get("routes"))),
    )


def _matcher(text: str) -> Matcher:
    """Return the condition written as *text*.

    Source: https://prometheus.io/docs/alerting/latest/configuration/#matcher
    """
    found = _MATCHER.fullmatch(text)
    if found is None:
        return Matcher(text, "=", text)  # holds for no alert: a label can not be called that
    value = found[3].replace(r"\"", '"').replace(r"\n", "\n").replace("\\\\", "\\")
    return Matcher(found[1], found[2], value)
