"""Namespace: with the Pod Security level that its pods are held to."""

from __future__ import annotations

from observability.base.source import Source
from observability.compile.network import Pods, peer, prometheus_pods
from observability.compile.plan import Plan
from observability.render.document import Document
from observability.render.kubernetes.objects import ROOT

__all__ = ["namespaces"]

_PREFIX = "pod-security.kubernetes.io"


def namespaces(plan: Plan) -> tuple[Document, ...]:
    """Return the namespaces of the environments and of what is watched beside them.

    Pods that are written here pass ``restricted`` and are held to it. Elsewhere run others' pods
    (controllers, exporters), some of which would be refused: they must pass ``baseline``, and what
    is not ``restricted`` is warned of and audited.
    """
    catalog = plan.catalog
    own = {one.namespace: one.source for one in catalog.environments}
    if not own:
        return ()
    others: dict[str, Source] = {prometheus_pods(catalog).namespace: catalog.project.source}
    for service in catalog.services:
        found = peer(service)
        if isinstance(found, Pods):
            others[found.namespace] = service.source
    beside = {name: source for name, source in others.items() if name not in own}
    restricted = [_namespace(name, "restricted", source) for name, source in own.items()]
    return (*restricted, *(_namespace(name, "baseline", beside[name]) for name in beside))


def _namespace(name: str, level: str, source: Source) -> Document:
    labels = {
        f"{_PREFIX}/enforce": level,
        f"{_PREFIX}/audit": "restricted",
        f"{_PREFIX}/warn": "restricted",
    }
    return Document(
        path=f"{ROOT}/cluster/namespace-{name}.yaml",
        format="yaml",
        body={
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": name, "labels": labels},
        },
        title=f"Namespace {name}",
        sources=(source,),
    )
