"""The namespaces of the stack: that of the nodes' agents, and what both are closed by."""

from __future__ import annotations

from typing import Any

from observability.render.document import Document
from observability.render.kubernetes.stack.context import Context
from observability.render.kubernetes.stack.objects import FOLDER

__all__ = ["stack_namespaces"]

_PREFIX = "pod-security.kubernetes.io"


def stack_namespaces(context: Context) -> list[Document]:
    """Return the namespace that admits pods which see their node, and both default denials."""
    agents = context.stack.agents
    levels = {f"{_PREFIX}/{mode}": "privileged" for mode in ("enforce", "audit", "warn")}
    closed = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    denials = [
        _object(
            context,
            "networking.k8s.io/v1",
            "NetworkPolicy",
            {"name": "default-deny", "namespace": name},
            {"spec": closed},
        )
        for name in (context.namespace, agents)
    ]
    head = {"name": agents, "labels": levels}
    return [_object(context, "v1", "Namespace", head, {}), *denials]


def _object(
    context: Context, version: str, kind: str, metadata: dict[str, Any], content: dict[str, Any]
) -> Document:
    namespace = metadata.get("namespace", "")
    folder = f"{FOLDER}/namespaces/{namespace}".rstrip("/")
    return Document(
        path=f"{folder}/{kind.lower()}-{metadata['name']}.yaml",
        format="yaml",
        body={"apiVersion": version, "kind": kind, "metadata": metadata, **content},
        title=f"{kind} {metadata['name']} of the monitoring stack",
        sources=(context.stack.source,),
    )
