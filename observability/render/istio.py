"""Istio's own configuration: values of the chart ``istiod``, as the objects of the mesh need it."""

from __future__ import annotations

from observability.compile.plan import Plan
from observability.model.mesh import Mesh
from observability.render.document import Document

__all__ = ["render"]


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the values, if an environment has a mesh.

    Pods in namespaces held to ``restricted`` may not redirect their own traffic, so that Istio's
    CNI plugin must do it.
    """
    if not any(one.mesh for one in plan.catalog.environments):
        return ()
    mesh = plan.catalog.mesh or Mesh()
    host, _, port = mesh.collector.rpartition(":")
    collector = {"service": _full(host), "port": int(port)}
    body = {
        "meshConfig": {
            "enableTracing": True,
            "extensionProviders": [{"name": "otlp", "opentelemetry": collector}],
            "defaultConfig": {"holdApplicationUntilProxyStarts": True},
        },
        "pilot": {"cni": {"enabled": True}},
    }
    return (
        Document(
            path="istio/values.yaml",
            format="yaml",
            body=body,
            title="Values of Istio's chart istiod; install its chart cni, too",
            sources=(mesh.source,) if plan.catalog.mesh else (),
        ),
    )


def _full(host: str) -> str:
    """Return a cluster's name of a Service in full, as Istio's registry has it."""
    return f"{host}.cluster.local" if host.endswith(".svc") else host
