"""StatefulSet: pods with a name and a volume of their own."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.model.service import Service
from observability.model.workload import StatefulSet
from observability.render.document import Document
from observability.render.kubernetes.headless_service import HEADLESS
from observability.render.kubernetes.objects import selector, service_object
from observability.render.kubernetes.pod import pod_template

__all__ = ["stateful_set"]

_VOLUME = "data"


def stateful_set(service: Service, plan: Plan) -> Document | None:
    """Return the StatefulSet of *service*, if that is what it is."""
    workload = service.workload
    if not isinstance(workload, StatefulSet):
        return None
    template = pod_template(
        service,
        plan,
        workload,
        revision="controller-revision-hash",
        mounts=[(_VOLUME, workload.mount)],
    )
    spec = {
        "replicas": workload.replicas,
        "serviceName": f"{service.name}-{HEADLESS}",
        "updateStrategy": {"type": "RollingUpdate"},
        "selector": {"matchLabels": selector(service)},
        "template": template,
        "volumeClaimTemplates": [_claim(workload)],
    }
    return service_object(service, plan, "StatefulSet", {"spec": spec}, version="apps/v1")


def _claim(workload: StatefulSet) -> dict[str, Any]:
    return {
        "metadata": {"name": _VOLUME},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": workload.storage_class,
            "resources": {"requests": {"storage": str(workload.storage)}},
        },
    }
