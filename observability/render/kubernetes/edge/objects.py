"""What the objects of the way in have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from observability.compile.plan import Plan
from observability.model.edge import Edge
from observability.render.document import Document
from observability.render.kubernetes.objects import environment_folder

__all__ = ["edge_object"]

_VERSION = "networking.k8s.io/v1"


def edge_object(
    edge: Edge,
    plan: Plan,
    kind: str,
    name: str,
    spec: Mapping[str, Any],
    *,
    annotations: Mapping[str, str] | None = None,
) -> Document:
    """Return an object of *edge*, of the API of networking, in its environment's namespace."""
    metadata: dict[str, Any] = {
        "name": name,
        "namespace": edge.environment.namespace,
        "labels": {
            "app.kubernetes.io/part-of": plan.catalog.project.name,
            "app.kubernetes.io/managed-by": "o11y",
            "environment": edge.environment.name,
        },
    }
    if annotations:
        metadata["annotations"] = dict(annotations)
    return Document(
        path=f"{environment_folder(edge.environment)}/edge/{kind.lower()}-{name}.yaml",
        format="yaml",
        body={"apiVersion": _VERSION, "kind": kind, "metadata": metadata, "spec": dict(spec)},
        title=f"{kind} {name} of {edge.environment.name}",
        sources=(edge.source, *(route.source for route in edge.routes)),
    )
