"""The Deployment of a canary: the service's own, with another image and version."""

from __future__ import annotations

import attrs

from observability.base import naming
from observability.compile.plan import Plan
from observability.model.service import Service
from observability.model.workload import Deployment
from observability.render.document import Document
from observability.render.kubernetes.deployment import deployment
from observability.render.kubernetes.istio.settings import canary_of

__all__ = ["canary"]


def canary(service: Service, plan: Plan) -> Document | None:
    """Return the canary of *service*, if there is one.

    Its pods have the service's labels, so that they answer, are scraped and are protected like
    the others; the track tells them apart for whoever counts pods: the service's own Deployment,
    its autoscaler and its disruption budget do not see them.
    """
    one, workload = canary_of(service, plan), service.workload
    if one is None or not isinstance(workload, Deployment):
        return None
    changed = attrs.evolve(
        workload, image=one.image, version=one.version, replicas=one.replicas, autoscaling=None
    )
    made = deployment(attrs.evolve(service, workload=changed), plan)
    if made is None:
        return None
    name, body = f"{service.name}-{one.version}", made.body
    metadata = body["metadata"] | {"name": name}
    track = {naming.TRACK_LABEL: naming.CANARY_TRACK}
    chosen = body["spec"]["selector"]["matchLabels"] | track | {"version": one.version}
    template = body["spec"]["template"]
    pods = template["metadata"] | {"labels": template["metadata"]["labels"] | track}
    spec = body["spec"] | {
        "selector": {"matchLabels": chosen},
        "template": template | {"metadata": pods},
    }
    return attrs.evolve(
        made,
        path=made.path.replace("deployment.yaml", f"deployment-{one.version}.yaml"),
        body=body | {"metadata": metadata, "spec": spec},
        title=f"Canary {one.version} of {service.name} in {service.environment.name}",
        sources=(service.source, one.source),
    )
