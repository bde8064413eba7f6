"""Sloth's own format, ``prometheus/v1``."""

from __future__ import annotations

from typing import Any

from observability.formats.reading import LENIENT_JSON, Reading
from observability.formats.sloth_read import SNAKE, chain, slos
from observability.formats.sloth_spec import Group, Slo

__all__ = ["DIALECT", "VERSION", "read"]

VERSION = "prometheus/v1"
DIALECT = LENIENT_JSON


def read(reading: Reading, root: Any) -> Group | None:
    """Return what the document at *root* says; None if it can not be used at all.

    What is wrong is noted in *reading*; a group is of use only if nothing is.
    """
    known = ("version", "service", "labels", "slo_plugins", "slos")
    fields = reading.fields(root, "", known)
    version = fields.get("version")
    if version is None or reading.text(version, "version") != VERSION:
        reading.wrong(version or root, f'invalid spec version, should be "{VERSION}"')
        return None
    nodes = reading.items(fields.get("slos"), "slos")
    if not nodes:
        reading.wrong(fields.get("slos") or root, "at least one SLO is required")
        return None
    service = fields.get("service")
    labels = fields.get("labels")
    shared = Slo(
        id="",
        name="",
        service="" if service is None else reading.text(service, "service"),
        objective=0.0,
        labels={} if labels is None else reading.texts(labels, "labels"),
    )
    above = chain(reading, fields.get("slo_plugins"), "slo_plugins")
    return Group(
        kind="prometheus",
        slos=slos(reading, nodes, "slos", SNAKE, group=shared, above=above),
        labels=shared.labels,
        source=reading.source(root),
    )
