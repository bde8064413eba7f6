"""Service: the address under which a service's pods are called, all of them alike."""

from __future__ import annotations

from typing import Any

from observability.base import naming
from observability.compile.plan import Plan
from observability.model.container import Port
from observability.model.service import Service
from observability.model.workload import External
from observability.render.document import Document
from observability.render.kubernetes.objects import (
    SERVICE_PORT,
    port_name,
    selector,
    service_object,
)

__all__ = ["service", "service_ports"]


# Told, not left to be guessed from the first bytes by a mesh, which knows it by no other name.
# https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
_HTTP = {"appProtocol": naming.HTTP_PORT}


def service(service: Service, plan: Plan) -> Document | None:
    """Return the Service object of *service*, if it has a port."""
    ports = service_ports(service)
    if not ports:
        return None
    spec = {"type": "ClusterIP", "selector": selector(service), "ports": ports}
    return service_object(service, plan, "Service", {"spec": spec})


def service_ports(service: Service) -> list[dict[str, Any]]:
    """Return the ports of the Service object, each leading to the container's port by its name."""
    workload = service.workload
    if isinstance(workload, External):
        return []
    ports: list[dict[str, Any]] = []
    if workload.http is not None:
        ports.append(_serving(workload.http))
    if workload.metrics is not None:
        ports.append(_port(naming.METRICS_PORT, workload.metrics.number) | _HTTP)
    return ports


def _serving(port: Port) -> dict[str, Any]:
    """Return the port for users: every HTTP is at one port, other protocols are at their own."""
    if port.protocol == "http":
        return _port(port_name(port), SERVICE_PORT) | _HTTP
    return _port(port_name(port), port.number)


def _port(name: str, number: int) -> dict[str, Any]:
    return {"name": name, "port": number, "targetPort": name, "protocol": "TCP"}
