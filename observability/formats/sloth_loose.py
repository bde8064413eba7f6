"""A Sloth spec read loosely: what was meant, however its fields are spelt, and what is misspelt.

Sloth ignores a field that it does not know: ``page_alert`` in a Kubernetes object, ``pageAlert``
in a file, and all below it. Who reviews a spec wants to know that, and what is below.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

import attrs

from observability.base.errors import Problem
from observability.base.source import Source
from observability.formats.sloth_split import kind, split
from observability.formats.yaml_lines import compose

__all__ = ["Field", "Loose", "LooseAlert", "read_loosely"]

Schema = dict[str, Any]

_NOTICE: Schema = {"disable": None, "labels": None, "annotations": None}
_PLUGINS: Schema = {"id": None, "config": None, "priority": None}
_CHAIN: Schema = {"override_previous": None, "chain": [_PLUGINS]}
_SLO: Schema = {
    "name": None,
    "description": None,
    "objective": None,
    "labels": None,
    "plugins": _CHAIN,
    "sli": {
        "raw": {"error_ratio_query": None},
        "events": {"error_query": None, "total_query": None},
        "plugin": {"id": None, "options": None},
    },
    "alerting": {
        "name": None,
        "labels": None,
        "annotations": None,
        "page_alert": _NOTICE,
        "ticket_alert": _NOTICE,
    },
}
_GROUP: Schema = {"service": None, "labels": None, "slo_plugins": _CHAIN, "slos": [_SLO]}
_FILE: Schema = {"version": None, **_GROUP}
_OBJECT: Schema = {"apiVersion": None, "kind": None, "metadata": None, "status": None}


@attrs.frozen(kw_only=True)
class Field:
    """A text and the line of its key."""

    text: str
    line: int


@attrs.frozen(kw_only=True)
class LooseAlert:
    """The page or the ticket of an SLO, with the labels that are written for it."""

    severity: str
    line: int
    labels: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Loose:
    """An SLO as it was meant.

    *queries* has ``errors`` and ``total``, or ``ratio``; *labels* are those of the spec and of
    the SLO, by the line of their keys.
    """

    file: str
    line: int
    service: str
    name: Field
    objective: Field
    queries: dict[str, Field]
    labels: dict[str, int]
    alert: str
    alerts: tuple[LooseAlert, ...]


def read_loosely(text: str, file: str) -> tuple[tuple[Loose, ...], tuple[Problem, ...]]:
    """Return the SLOs in the Sloth specs of *text*, and the fields that Sloth ignores.

    Documents of other kinds are passed over.

    Raises:
        YamlError: If *text* is no YAML.
    """
    slos: list[Loose] = []
    problems: list[Problem] = []
    for chunk in split(text):
        found = kind(chunk.text)
        if found not in ("prometheus", "kubernetes"):
            continue
        reader = _Reader(file=file, first=chunk.line, camel=found == "kubernetes")
        root = compose(chunk.text, file, chunk.line)
        slos += reader.document(root)
        problems += reader.problems
    return tuple(slos), tuple(problems)


@attrs.define(kw_only=True)
class _Reader:
    file: str
    first: int
    camel: bool
    problems: list[Problem] = attrs.field(factory=list)

    def document(self, root: Any) -> list[Loose]:
        schema = {**_OBJECT, "spec": _GROUP} if self.camel else _FILE
        told = self.checked(root, schema, "")
        told = told if isinstance(told, dict) else {}
        spec = told.get("spec", {}) if self.camel else told
        spec = spec if isinstance(spec, dict) else {}
        listed = spec.get("slos")
        if not isinstance(listed, list):
            return []
        return [self.slo(one, spec) for one in listed if isinstance(one, dict)]

    def checked(self, node: Any, schema: Any, path: str) -> Any:
        """Return *node* as plain values by the file format's spelling; note strange fields."""
        match getattr(node, "id", ""), schema:
            case "mapping", dict():
                return self.mapping(node, schema, path)
            case "sequence", [inner]:
                return [self.checked(one, inner, path) for one in node.value]
            case "mapping", _:
                # A key that is no text is told by the reader.
                return {str(key.value): self.checked(one, None, path) for key, one in node.value}
            case "sequence", _:
                return [self.checked(one, None, path) for one in node.value]
        return Field(text=str(getattr(node, "value", "")), line=self.line(node))

    def mapping(self, node: Any, schema: Schema, path: str) -> dict[str, Any]:
        found: dict[str, Any] = {"": Field(text="", line=self.line(node))}
        for key, value in node.value:
            written = str(key.value)
            meant = self.meant(written, schema)
            if meant is None or written != self.spelt(meant):
                self.complain(key, written, meant, path, schema)
            if meant is None:
                continue
            child = self.checked(value, schema[meant], f"{path}.{written}".lstrip("."))
            if isinstance(child, Field):
                child = attrs.evolve(child, line=self.line(key))
            elif isinstance(child, dict):
                child[""] = Field(text="", line=self.line(key))
            found[meant] = child
        return found

    def meant(self, written: str, schema: Schema) -> str | None:
        if written in schema:
            return written
        snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", written).lower()
        return snake if snake in schema else None

    def spelt(self, field: str) -> str:
        """Return how *field* is written in this format."""
        if not self.camel and field != "override_previous":
            return field
        head, *rest = field.split("_")
        return head + "".join(word.capitalize() for word in rest)

    def complain(
        self, key: Any, written: str, meant: str | None, path: str, schema: Schema
    ) -> None:
        where = f"in {path}" if path else "at the top"
        if meant is not None:
            form = "the Kubernetes object" if self.camel else "the file format"
            message = f"{written!r} {where} is ignored by Sloth, with all below it"
            hint = f"write {self.spelt(meant)}, as {form} spells it"
        else:
            message = f"{written!r} {where} is no field of Sloth's, which ignores it"
            near = get_close_matches(written, [self.spelt(one) for one in schema], n=1)
            hint = f"did you mean {near[0]!r}?" if near else "take it out"
        source = Source(self.file, self.line(key))
        self.problems.append(Problem(source=source, message=message, help=hint))

    def line(self, node: Any) -> int:
        return int(self.first + node.start_mark.line)

    def slo(self, slo: dict[str, Any], spec: dict[str, Any]) -> Loose:
        line = slo[""].line
        sli = _dict(slo, "sli")
        events, raw = _dict(sli, "events"), _dict(sli, "raw")
        queries = {
            "errors": events.get("error_query"),
            "total": events.get("total_query"),
            "ratio": raw.get("error_ratio_query"),
        }
        alerting = _dict(slo, "alerting")
        return Loose(
            file=self.file,
            line=line,
            service=_text(spec, "service"),
            name=_field(slo, "name", line),
            objective=_field(slo, "objective", line),
            queries={name: one for name, one in queries.items() if isinstance(one, Field)},
            labels=_lines(_dict(spec, "labels")) | _lines(_dict(slo, "labels")),
            alert=_text(alerting, "name"),
            alerts=tuple(_alerts(alerting, line)),
        )


def _alerts(alerting: dict[str, Any], line: int) -> list[LooseAlert]:
    found = []
    for severity in ("page", "ticket"):
        notice = _dict(alerting, f"{severity}_alert")
        if _text(notice, "disable") == "true":
            continue
        labels = {**_lines(_dict(alerting, "labels")), **_lines(_dict(notice, "labels"))}
        at = notice.get("", alerting.get("", Field(text="", line=line))).line
        found.append(LooseAlert(severity=severity, line=at, labels=tuple(sorted(labels))))
    return found


def _dict(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _field(value: dict[str, Any], name: str, line: int) -> Field:
    found = value.get(name)
    return found if isinstance(found, Field) else Field(text="", line=line)


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found.text if isinstance(found, Field) else ""


def _lines(value: dict[str, Any]) -> dict[str, int]:
    return {name: one.line for name, one in value.items() if name and isinstance(one, Field)}
