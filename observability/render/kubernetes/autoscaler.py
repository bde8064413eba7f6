"""HorizontalPodAutoscaler: up at once, down slowly."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.model.service import Service
from observability.model.workload import Autoscaling, Deployment
from observability.render.document import Document
from observability.render.kubernetes.objects import service_object

__all__ = ["autoscaler"]

# Doubling every 30 s meets a rush; halving at most once a minute, after five quiet minutes, keeps a
# lull from emptying the service.
_BEHAVIOR = {
    "scaleDown": {
        "stabilizationWindowSeconds": 300,
        "policies": [{"type": "Percent", "value": 50, "periodSeconds": 60}],
    },
    "scaleUp": {
        "stabilizationWindowSeconds": 0,
        "policies": [{"type": "Percent", "value": 100, "periodSeconds": 30}],
    },
}


def autoscaler(service: Service, plan: Plan) -> Document | None:
    """Return the autoscaler of *service*, if it is scaled."""
    workload = service.workload
    if not isinstance(workload, Deployment) or workload.autoscaling is None:
        return None
    scaling = workload.autoscaling
    spec = {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": service.name},
        "minReplicas": scaling.minimum,
        "maxReplicas": scaling.maximum,
        "metrics": _metrics(scaling),
        "behavior": _BEHAVIOR,
    }
    return service_object(
        service, plan, "HorizontalPodAutoscaler", {"spec": spec}, version="autoscaling/v2"
    )


def _metrics(scaling: Autoscaling) -> list[dict[str, Any]]:
    targets = (("cpu", scaling.cpu), ("memory", scaling.memory))
    return [
        {
            "type": "Resource",
            "resource": {
                "name": name,
                "target": {"type": "Utilization", "averageUtilization": percent},
            },
        }
        for name, percent in targets
        if percent is not None
    ]
