"""What is in a document, by kind and name: ``Deployment/api``, ``module/vpc``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from observability.lint.plain import plain
from observability.render.document import Block, Document

__all__ = ["contents"]

_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# The lists of a configuration whose members have names, with what a member is called.
_LISTS = {
    "services": "service",
    "routes": "route",
    "plugins": "plugin",
    "receivers": "receiver",
    "datasources": "datasource",
}


def contents(document: Document) -> frozenset[str]:
    """Return what *document* holds, each as ``kind/name``.

    Objects of Kubernetes have their own kinds. Terraform has its blocks, a rule file ``alert`` and
    ``record``, Prometheus' configuration ``job``, a workflow ``job``, a dashboard itself and its
    ``panel``, a page its ``section``; settings have their ``key``.
    """
    body = document.body
    if document.format == "hcl":
        return frozenset(_blocks(body))
    if document.format == "text":
        return frozenset(f"section/{one}" for one in _HEADING.findall(body))
    read = plain(body)
    if not isinstance(read, dict):
        return frozenset()
    if document.format == "json":
        return frozenset(_board(read))
    if "apiVersion" in read and "kind" in read:
        name = (read.get("metadata") or {}).get("name", "")
        return frozenset({f"{read['kind']}/{name}"})
    return frozenset(_settings(read))


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for one in blocks:
        yield f"{one.words[0]}/{'.'.join(one.words[1:])}"
        yield from _blocks(inner for inner in one.groups if isinstance(inner, Block))


def _board(body: Mapping[str, Any]) -> Iterator[str]:
    yield f"dashboard/{body.get('title', '')}"
    for panel in body.get("panels", ()):
        yield f"panel/{panel.get('title', '')}"


def _settings(body: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"key/{name}" for name in body)
    for group in body.get("groups", ()):
        for rule in group.get("rules", ()):
            yield f"alert/{rule['alert']}" if "alert" in rule else f"record/{rule['record']}"
    yield from (f"job/{one['job_name']}" for one in body.get("scrape_configs", ()))
    if isinstance(body.get("jobs"), dict):
        yield from (f"job/{name}" for name in body["jobs"])
    for name, kind in _LISTS.items():
        for one in body.get(name) or ():
            if isinstance(one, dict) and "name" in one:
                yield f"{kind}/{one['name']}"
