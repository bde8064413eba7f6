"""PodDisruptionBudget: a node is drained one pod of a service at a time."""

from __future__ import annotations

from observability.compile.plan import Plan
from observability.model.service import Service
from observability.render.document import Document
from observability.render.kubernetes.objects import own_selector, service_object

__all__ = ["disruption_budget"]


def disruption_budget(service: Service, plan: Plan) -> Document:
    """Return the budget of *service*.

    It is counted in pods that may be missing, so that it never blocks a drain for good, whatever
    the number of replicas; a pod that is not ready may always go. A canary is not counted: whether
    it is there says nothing about the pods that serve.
    """
    spec = {
        "maxUnavailable": 1,
        "unhealthyPodEvictionPolicy": "AlwaysAllow",
        "selector": {"matchLabels": own_selector(service)},
    }
    return service_object(service, plan, "PodDisruptionBudget", {"spec": spec}, version="policy/v1")
