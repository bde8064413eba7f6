"""Every expression in the documents, with the place where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from observability.base.duration import Duration
from observability.base.labels import EMPTY, Labels
from observability.lint.plain import dicts
from observability.promql.template import plain
from observability.render.document import Document

__all__ = ["ALERT", "PANEL", "RECORD", "VARIABLE", "Query", "panels", "queries"]

ALERT, RECORD, PANEL, VARIABLE = "alert", "rule", "panel", "variable"

_VALUES = re.compile(r"label_values\(\s*(.+?)\s*,\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*\)", re.DOTALL)
_DEFAULT_INTERVAL = Duration.parse("1m")


@attrs.frozen(kw_only=True)
class Query:
    """An expression where it stands.

    Args:
        kind: What it is the expression of.
        name: The name of that: an alert, a recorded series, the title of a panel.
        path: The document.
        text: The expression, variables of Grafana replaced where they hinder a parser.
        labels: What the rule adds.
        texts: Further texts of the rule, in which templates may name labels.
        interval: How often the rule is evaluated; None for what is asked by people.
        asked: The label whose values a variable of a dashboard lists.
    """

    kind: str
    name: str
    path: str
    text: str
    labels: Labels = EMPTY
    texts: tuple[str, ...] = ()
    interval: Duration | None = None
    asked: str = ""

    def __str__(self) -> str:
        return f"the {self.kind} {self.name!r}"


def queries(documents: Iterable[Document]) -> Iterator[Query]:
    """Yield every expression of rules and dashboards, in the order of the documents."""
    for document in documents:
        if document.path.startswith("prometheus/rules/"):
            yield from _of_rules(document)
        elif _is_dashboard(document):
            yield from _of_dashboard(document)


def panels(document: Document) -> Iterator[dict[str, Any]]:
    """Yield every panel of a dashboard, those in collapsed rows among them."""
    if not _is_dashboard(document):
        return
    for panel in dicts(document.body.get("panels")):
        yield panel
        yield from dicts(panel.get("panels"))


def _is_dashboard(document: Document) -> bool:
    return document.path.startswith("grafana/dashboards/") and document.format == "json"


def _of_rules(document: Document) -> Iterator[Query]:
    for group in dicts(document.body.get("groups")):
        every = group.get("interval")
        interval = Duration.parse(every) if every else _DEFAULT_INTERVAL
        for rule in dicts(group.get("rules")):
            kind = ALERT if "alert" in rule else RECORD
            yield Query(
                kind=kind,
                name=rule["alert"] if kind == ALERT else rule["record"],
                path=document.path,
                text=rule["expr"],
                labels=Labels(rule.get("labels", {})),
                texts=tuple(rule.get("annotations", {}).values()),
                interval=interval,
            )


def _of_dashboard(document: Document) -> Iterator[Query]:
    for panel in panels(document):
        for target in dicts(panel.get("targets")):
            yield Query(
                kind=PANEL,
                name=panel.get("title", ""),
                path=document.path,
                text=plain(target.get("expr", "")),
            )
    for variable in dicts(document.body.get("templating", {}).get("list")):
        found = _VALUES.fullmatch(str(variable.get("query", "")).strip())
        if found:
            name = variable.get("name", "")
            text = plain(found[1])
            yield Query(kind=VARIABLE, name=name, path=document.path, text=text, asked=found[2])
