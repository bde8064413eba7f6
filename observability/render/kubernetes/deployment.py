"""Deployment: interchangeable pods, replaced one by one without a gap."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.model.service import Service
from observability.model.workload import Deployment
from observability.render.document import Document
from observability.render.kubernetes.edge.kong import with_kong_files
from observability.render.kubernetes.objects import own_selector, service_object
from observability.render.kubernetes.pod import pod_template

__all__ = ["deployment"]


def deployment(service: Service, plan: Plan) -> Document | None:
    """Return the Deployment of *service*, if that is what it is.

    Where an autoscaler decides, the number of replicas is left out: each sync would fight it.
    """
    workload = service.workload
    if not isinstance(workload, Deployment):
        return None
    replicas: dict[str, Any] = {} if workload.autoscaling else {"replicas": workload.replicas}
    spec = {
        **replicas,
        "strategy": {
            "type": "RollingUpdate",
            "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0},
        },
        "selector": {"matchLabels": own_selector(service)},
        "template": with_kong_files(
            pod_template(service, plan, workload, revision="pod-template-hash"), service, plan
        ),
    }
    return service_object(service, plan, "Deployment", {"spec": spec}, version="apps/v1")
