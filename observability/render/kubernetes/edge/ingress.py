"""Ingress: hosts and paths, TLS by cert-manager, everything on to the gateway."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.model.edge import Edge
from observability.render.document import Document
from observability.render.kubernetes.edge.objects import edge_object
from observability.render.kubernetes.objects import SERVICE_PORT

__all__ = ["ingress"]

_NGINX = "nginx.ingress.kubernetes.io"
_MEBIBYTE = 2**20


def ingress(edge: Edge, plan: Plan) -> Document:
    """Return the Ingress of *edge*.

    It limits nothing by address and answers no CORS: the gateway does both, once, whoever stands
    before it. Each path is told, though all go to one backend, so that the controller counts them
    apart.
    """
    spec = {
        "ingressClassName": edge.ingress_class,
        "tls": [{"hosts": list(edge.hosts), "secretName": edge.secret}],
        "rules": [{"host": host, "http": {"paths": _paths(edge, host)}} for host in edge.hosts],
    }
    return edge_object(edge, plan, "Ingress", "public", spec, annotations=_annotations(edge))


def _paths(edge: Edge, host: str) -> list[dict[str, Any]]:
    backend = {"service": {"name": edge.gateway.name, "port": {"number": SERVICE_PORT}}}
    return [
        {"path": route.path, "pathType": "Prefix", "backend": backend}
        for route in edge.routes
        if route.host == host
    ]


def _annotations(edge: Edge) -> dict[str, str]:
    timeout = str(int(edge.timeout.seconds))
    body = edge.body.bytes // _MEBIBYTE if edge.body else 0
    return {
        "cert-manager.io/cluster-issuer": edge.issuer,
        f"{_NGINX}/force-ssl-redirect": "true",
        f"{_NGINX}/proxy-body-size": f"{body}m",
        f"{_NGINX}/proxy-read-timeout": timeout,
        f"{_NGINX}/proxy-send-timeout": timeout,
        f"{_NGINX}/ssl-redirect": "true",
    }
