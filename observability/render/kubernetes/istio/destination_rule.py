"""DestinationRule: connection pool, balancing, ejection, and the versions that run."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.model.mesh import Mesh
from observability.model.service import Service
from observability.model.workload import External
from observability.render.document import Document
from observability.render.kubernetes.istio.settings import (
    NETWORKING,
    canary_of,
    host,
    in_mesh,
    mesh,
)
from observability.render.kubernetes.objects import service_object

__all__ = ["destination_rule"]


def destination_rule(service: Service, plan: Plan) -> Document | None:
    """Return how *service* is called, if it is in a mesh; each subset is a version that runs.

    TLS is left to Istio, which takes it wherever both ends have a sidecar. Connections are reused
    without end: a limit of requests would cost a handshake every so often.
    """
    if not in_mesh(service) or service.port is None or isinstance(service.workload, External):
        return None
    canary = canary_of(service, plan)
    versions = [service.workload.version, *([canary.version] if canary else [])]
    spec = {
        "host": host(service),
        "trafficPolicy": _policy(mesh(plan)),
        "subsets": [{"name": one, "labels": {"version": one}} for one in versions],
    }
    sources = [canary.source] if canary else []
    return service_object(
        service, plan, "DestinationRule", {"spec": spec}, version=NETWORKING, sources=sources
    )


def _policy(mesh: Mesh) -> dict[str, Any]:
    return {
        "connectionPool": {
            "tcp": {"maxConnections": mesh.connections},
            "http": {
                "http1MaxPendingRequests": mesh.pending,
                "http2MaxRequests": mesh.requests,
            },
        },
        "loadBalancer": {"simple": "LEAST_REQUEST"},
        "outlierDetection": {
            "consecutive5xxErrors": mesh.errors,
            "interval": str(mesh.interval),
            "baseEjectionTime": str(mesh.ejection),
            "maxEjectionPercent": mesh.ejected,
            "minHealthPercent": mesh.healthy,
        },
    }
