"""Headless Service: gives each pod of a StatefulSet a name in DNS."""

from __future__ import annotations

from observability.compile.plan import Plan
from observability.model.service import Service
from observability.model.workload import StatefulSet
from observability.render.document import Document
from observability.render.kubernetes.objects import selector, service_object
from observability.render.kubernetes.service import service_ports

__all__ = ["HEADLESS", "headless_service"]

HEADLESS = "headless"


def headless_service(service: Service, plan: Plan) -> Document | None:
    """Return the headless Service of *service*, if it is a StatefulSet.

    Pods are named before they are ready: members of a cluster must find each other to become so.
    """
    if not isinstance(service.workload, StatefulSet):
        return None
    spec = {
        "clusterIP": "None",
        "publishNotReadyAddresses": True,
        "selector": selector(service),
        "ports": service_ports(service),
    }
    return service_object(service, plan, "Service", {"spec": spec}, suffix=HEADLESS)
