"""What Kong is told: services, routes, and the plugins that limit, permit and count.

The format: https://developer.konghq.com/gateway/db-less-mode/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from observability.compile.plan import Plan
from observability.model.edge import Cors, Edge, Route
from observability.model.service import Service
from observability.render.document import Document
from observability.render.kubernetes.config_files import ConfigFiles, mounted
from observability.render.kubernetes.objects import SERVICE_PORT, environment_folder

__all__ = ["FOLDER", "kong_files", "with_kong_files"]

FOLDER = "/etc/kong/declarative"
"""Where the container finds its file, ``kong.yml``."""

_NAME = "kong-routes"
_MEBIBYTE = 2**20


def kong_files(edge: Edge) -> ConfigFiles:
    """Return the declarative configuration of the gateway of *edge*."""
    folder = f"{environment_folder(edge.environment)}/{edge.gateway.name}"
    document = Document(
        path=f"{folder}/config/kong.yml",
        format="yaml",
        body=_configuration(edge),
        title=f"What the gateway of {edge.environment.name} passes on",
        sources=(edge.source, *(route.source for route in edge.routes)),
    )
    namespace = edge.environment.namespace
    return ConfigFiles(folder=folder, name=_NAME, namespace=namespace, files=(document,))


def with_kong_files(template: dict[str, Any], service: Service, plan: Plan) -> dict[str, Any]:
    """Return the pod *template* of *service* with the file mounted, if it is a gateway."""
    if not any(one.gateway.name == service.name for one in plan.catalog.edges):
        return template
    return mounted(template, _NAME, FOLDER)


def _configuration(edge: Edge) -> dict[str, Any]:
    services = dict.fromkeys(route.service.name for route in edge.routes)
    return {
        "_format_version": "3.0",
        "services": [_service(edge, name) for name in services],
        "routes": [_health()],
        "plugins": _plugins(edge),
    }


def _service(edge: Edge, name: str) -> dict[str, Any]:
    timeout = edge.timeout.milliseconds
    routes = [one for one in edge.routes if one.service.name == name]
    return {
        "name": name,
        "host": f"{name}.{edge.environment.namespace}.svc",
        "port": SERVICE_PORT,
        "protocol": "http",
        "connect_timeout": 5000,
        "read_timeout": timeout,
        "write_timeout": timeout,
        "retries": 1,
        "routes": [_route(one, number) for number, one in enumerate(routes, start=1)],
    }


def _route(route: Route, number: int) -> dict[str, Any]:
    """Return *route* as whole words of the path, as an Ingress means it: not ``/apix``."""
    path = "/" if route.path == "/" else f"~{re.escape(route.path)}(?:/|$)".replace(r"\-", "-")
    return {
        "name": f"{route.service.name}-{number}",
        "hosts": [route.host],
        "paths": [path],
        "protocols": ["http"],
        "strip_path": False,
        # The mesh finds the route of a request by the service's own name.
        "preserve_host": False,
    }


def _health() -> dict[str, Any]:
    """Return the route that the kubelet asks: it answers once the file has been read."""
    answer = _plugin("request-termination", {"status_code": 200, "message": "ready"})
    return {
        "name": "health",
        "paths": ["~/-/ready$"],
        "protocols": ["http"],
        "plugins": [answer],
    }


def _plugins(edge: Edge) -> list[dict[str, Any]]:
    body = edge.body.bytes // _MEBIBYTE if edge.body else 0
    limit = {
        "second": edge.per_second,
        "limit_by": "ip",
        "policy": "local",
        "fault_tolerant": True,
    }
    size = {"allowed_payload_size": body, "size_unit": "megabytes"}
    count = {"status_code_metrics": True, "latency_metrics": True}
    return [
        *([_plugin("cors", _cors(edge.cors))] if edge.cors else []),
        _plugin("rate-limiting", limit),
        _plugin("request-size-limiting", size),
        _plugin("prometheus", count),
    ]


def _cors(cors: Cors) -> dict[str, Any]:
    return {
        "origins": list(cors.origins),
        "methods": list(cors.methods),
        "max_age": int(cors.max_age.seconds),
    }


def _plugin(name: str, config: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "config": dict(config)}
