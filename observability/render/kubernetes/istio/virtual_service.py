"""VirtualService: which version answers a request."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.model.mesh import Canary
from observability.model.service import Service
from observability.model.workload import External
from observability.render.document import Document
from observability.render.kubernetes.istio.settings import NETWORKING, canary_of, host, in_mesh
from observability.render.kubernetes.objects import service_object

__all__ = ["virtual_service"]


def virtual_service(service: Service, plan: Plan) -> Document | None:
    """Return the routes to *service*, if it is in a mesh: all to what runs, some to a canary."""
    if not in_mesh(service) or service.port is None or isinstance(service.workload, External):
        return None
    canary, stable = canary_of(service, plan), service.workload.version
    routes = _split(service, stable, canary) if canary else [_route(service, {stable: 100})]
    spec = {"hosts": [host(service)], "http": routes}
    sources = [canary.source] if canary else []
    return service_object(
        service, plan, "VirtualService", {"spec": spec}, version=NETWORKING, sources=sources
    )


def _split(service: Service, stable: str, canary: Canary) -> list[dict[str, Any]]:
    asked = {"match": [{"headers": {canary.header: {"exact": "true"}}}]}
    shares = {stable: 100 - canary.weight, canary.version: canary.weight}
    return [asked | _route(service, {canary.version: 100}), _route(service, shares)]


def _route(service: Service, shares: dict[str, int]) -> dict[str, Any]:
    """Return a route to versions by percent; one that gets nothing is left out."""
    return {
        "route": [
            {"destination": {"host": host(service), "subset": version}, "weight": share}
            for version, share in shares.items()
            if share
        ]
    }
