"""The way in by the Gateway API: the same routes, for a controller that outlives ingress-nginx.

It is not part of ``kubernetes/``: two owners of one host would take turns. Apply this folder
instead of the environment's ``edge`` folder.
"""

from __future__ import annotations

from typing import Any

from observability.base import naming
from observability.compile.plan import Plan
from observability.model.edge import Edge
from observability.render.document import Document

__all__ = ["render"]

_VERSION = "gateway.networking.k8s.io/v1"
_NAME = "edge"
_GATEWAY_LABEL = "gateway.networking.k8s.io/gateway-name"
_SERVICE_PORT = 80


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the objects of each edge, and a kustomization for each environment."""
    return tuple(document for edge in plan.catalog.edges for document in _of(edge))


def _of(edge: Edge) -> list[Document]:
    objects = [
        _object(edge, _VERSION, "Gateway", _NAME, _gateway(edge), issuer=edge.issuer),
        *(
            _object(edge, _VERSION, "HTTPRoute", f"{_NAME}-to-{host}", _routes(edge, host))
            for host in edge.hosts
        ),
        _object(edge, _VERSION, "HTTPRoute", f"{_NAME}-redirect", _redirect(edge)),
        _policy(edge, _NAME, {_GATEWAY_LABEL: _NAME}, _in_and_out(edge)),
        _policy(edge, f"{_NAME}-to-{edge.gateway.name}", _kong(edge), _from_gateway(edge)),
    ]
    names = [one.path.rpartition("/")[2] for one in objects]
    body = {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": sorted(names),
    }
    path = f"{_folder(edge)}/kustomization.yaml"
    title = f"The way in to {edge.environment.name}, instead of its Ingress"
    return [*objects, Document(path=path, format="yaml", body=body, title=title)]


def _folder(edge: Edge) -> str:
    return f"gateway-api/{edge.environment.name}"


def _object(
    edge: Edge, version: str, kind: str, name: str, spec: dict[str, Any], *, issuer: str = ""
) -> Document:
    metadata: dict[str, Any] = {"name": name, "namespace": edge.environment.namespace}
    if issuer:
        metadata["annotations"] = {"cert-manager.io/cluster-issuer": issuer}
    return Document(
        path=f"{_folder(edge)}/{kind.lower()}-{name}.yaml",
        format="yaml",
        body={"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec},
        title=f"{kind} {name} of {edge.environment.name}",
        sources=(edge.source, *(route.source for route in edge.routes)),
    )


def _gateway(edge: Edge) -> dict[str, Any]:
    listeners: list[dict[str, Any]] = []
    for number, host in enumerate(edge.hosts, start=1):
        common = {"hostname": host, "allowedRoutes": {"namespaces": {"from": "Same"}}}
        tls = {"mode": "Terminate", "certificateRefs": [{"name": edge.secret}]}
        listeners += [
            {"name": f"http-{number}", "port": 80, "protocol": "HTTP", **common},
            {"name": f"https-{number}", "port": 443, "protocol": "HTTPS", "tls": tls, **common},
        ]
    return {"gatewayClassName": edge.gateway_class, "listeners": listeners}


def _parents(edge: Edge, listener: str, hosts: tuple[str, ...]) -> list[dict[str, str]]:
    numbers = [edge.hosts.index(host) + 1 for host in hosts]
    return [{"name": _NAME, "sectionName": f"{listener}-{number}"} for number in numbers]


def _routes(edge: Edge, host: str) -> dict[str, Any]:
    backend = {"name": edge.gateway.name, "port": _SERVICE_PORT}
    paths = [route.path for route in edge.routes if route.host == host]
    rule = {
        "matches": [{"path": {"type": "PathPrefix", "value": path}} for path in paths],
        "backendRefs": [backend],
        "timeouts": {"request": f"{int(edge.timeout.seconds)}s"},
    }
    return {
        "parentRefs": _parents(edge, "https", (host,)),
        "hostnames": [host],
        "rules": [rule],
    }


def _redirect(edge: Edge) -> dict[str, Any]:
    redirect = {"scheme": "https", "statusCode": 301}
    return {
        "parentRefs": _parents(edge, "http", edge.hosts),
        "hostnames": list(edge.hosts),
        "rules": [{"filters": [{"type": "RequestRedirect", "requestRedirect": redirect}]}],
    }


def _kong(edge: Edge) -> dict[str, str]:
    return {naming.APP_LABEL: edge.gateway.name}


def _policy(edge: Edge, name: str, pods: dict[str, str], rules: dict[str, Any]) -> Document:
    types = [word.capitalize() for word in rules]
    spec = {"podSelector": {"matchLabels": pods}, "policyTypes": types, **rules}
    return _object(edge, "networking.k8s.io/v1", "NetworkPolicy", name, spec)


def _in_and_out(edge: Edge) -> dict[str, Any]:
    """Let the CDN in, or everybody where there is none, and out to Kong alone."""
    sources = [{"ipBlock": {"cidr": one}} for one in edge.cdn.cidrs] if edge.cdn else []
    ports = [{"protocol": "TCP", "port": number} for number in (80, 443)]
    entry: dict[str, Any] = {"from": sources, "ports": ports} if sources else {"ports": ports}
    kong = {"podSelector": {"matchLabels": _kong(edge)}}
    return {
        "ingress": [entry],
        "egress": [{"to": [kong], "ports": [{"protocol": "TCP", "port": edge.gateway.port}]}],
    }


def _from_gateway(edge: Edge) -> dict[str, Any]:
    gateway = {"podSelector": {"matchLabels": {_GATEWAY_LABEL: _NAME}}}
    ports = [{"protocol": "TCP", "port": edge.gateway.port}]
    return {"ingress": [{"from": [gateway], "ports": ports}]}
