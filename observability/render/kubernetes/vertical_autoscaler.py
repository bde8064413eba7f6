"""VerticalPodAutoscaler: recommends requests, and changes nothing."""

from __future__ import annotations

from observability.compile.plan import Plan
from observability.model.cluster import Component
from observability.model.service import Service
from observability.model.workload import Deployment
from observability.render.document import Document
from observability.render.kubernetes.objects import service_object

__all__ = ["GROUP", "KIND", "VERSION", "recommends", "vertical_autoscaler"]

GROUP, VERSION, KIND = "autoscaling.k8s.io", "v1", "VerticalPodAutoscaler"


def recommends(plan: Plan) -> bool:
    """Return whether a component of the cluster recommends requests."""
    components = [one for one in plan.catalog.cluster if isinstance(one, Component)]
    return any(f"{GROUP}/{KIND}" in one.provides for one in components)


def vertical_autoscaler(service: Service, plan: Plan) -> Document | None:
    """Return what recommends the requests of *service*, where a component can.

    It only recommends: beside an autoscaler that counts pods by the share of what they requested,
    one that changes the requests would move the other's measure.
    """
    if not recommends(plan):
        return None
    kind = "Deployment" if isinstance(service.workload, Deployment) else "StatefulSet"
    policy = {"containerName": service.container, "controlledResources": ["cpu", "memory"]}
    spec = {
        "targetRef": {"apiVersion": "apps/v1", "kind": kind, "name": service.name},
        "updatePolicy": {"updateMode": "Off"},
        "resourcePolicy": {"containerPolicies": [policy]},
    }
    return service_object(service, plan, KIND, {"spec": spec}, version=f"{GROUP}/{VERSION}")
