"""Sloth's Kubernetes object, ``sloth.slok.dev/v1`` `PrometheusServiceLevel`."""

from __future__ import annotations

from typing import Any

from observability.formats.reading import JSON, Reading
from observability.formats.sloth_read import CAMEL, chain, slos
from observability.formats.sloth_spec import Group, Slo

__all__ = ["DIALECT", "VERSION", "read"]

VERSION = "sloth.slok.dev/v1"
DIALECT = JSON
_KIND = "PrometheusServiceLevel"
_METADATA = (
    "name",
    "namespace",
    "labels",
    "annotations",
    "generateName",
    "selfLink",
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "ownerReferences",
    "finalizers",
    "managedFields",
)


def read(reading: Reading, root: Any) -> Group | None:
    """Return what the object at *root* says; None if it can not be used at all.

    What is wrong is noted in *reading*; a group is of use only if nothing is.
    """
    fields = reading.fields(root, "", ("apiVersion", "kind", "metadata", "spec", "status"))
    if not _is_registered(reading, fields, root):
        return None
    spec = reading.fields(
        fields.get("spec"), "spec", ("service", "labels", CAMEL.slo_plugins, "slos")
    )
    metadata = reading.fields(fields.get("metadata"), "metadata", _METADATA)
    nodes = reading.items(spec.get("slos"), "spec.slos")
    if not nodes:
        reading.wrong(spec.get("slos") or root, "at least one SLO is required")
        return None

    def text(name: str) -> str:
        node = metadata.get(name)
        return "" if node is None else reading.text(node, f"metadata.{name}")

    def texts(name: str) -> dict[str, str]:
        node = metadata.get(name)
        return {} if node is None else reading.texts(node, f"metadata.{name}")

    shared = _shared(reading, spec)
    above = chain(reading, spec.get(CAMEL.slo_plugins), f"spec.{CAMEL.slo_plugins}")
    return Group(
        kind="kubernetes",
        slos=slos(reading, nodes, "spec.slos", CAMEL, group=shared, above=above),
        labels=shared.labels,
        name=text("name"),
        namespace=text("namespace"),
        object_labels=texts("labels"),
        object_annotations=_annotations(reading, metadata),
        source=reading.source(root),
    )


def _annotations(reading: Reading, metadata: dict[str, Any]) -> dict[str, str] | None:
    node = metadata.get("annotations")
    if node is None or reading.is_null(node):
        return None
    return reading.texts(node, "metadata.annotations")


def _is_registered(reading: Reading, fields: dict[str, Any], root: Any) -> bool:
    """Tell whether it is of the one kind that there is, once its YAML is read, not just sought."""
    version, kind = (
        reading.text(fields[name], name) if name in fields else ""
        for name in ("apiVersion", "kind")
    )
    if (version, kind) == (VERSION, _KIND):
        return True
    message = (
        f'could not decode kubernetes object: no kind "{kind}" is registered for version'
        f' "{version}"'
    )
    reading.wrong(fields.get("apiVersion") or root, message)
    return False


def _shared(reading: Reading, spec: dict[str, Any]) -> Slo:
    service = spec.get("service")
    labels = spec.get("labels")
    return Slo(
        id="",
        name="",
        service="" if service is None else reading.text(service, "spec.service"),
        objective=0.0,
        labels={} if labels is None else reading.texts(labels, "spec.labels"),
    )
