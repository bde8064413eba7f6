"""The Deployment of a canary: the service's own, with another image and version."""

from __future__ import annotations

import attrs

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
    the others; the selector also holds the version, which is what the Deployment is there for.
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
    chosen = body["spec"]["selector"]["matchLabels"] | {"version": one.version}
    spec = body["spec"] | {"selector": {"matchLabels": chosen}}
    return attrs.evolve(
        made,
        path=made.path.replace("deployment.yaml", f"deployment-{one.version}.yaml"),
        body=body | {"metadata": metadata, "spec": spec},
        title=f"Canary {one.version} of {service.name} in {service.environment.name}",
        sources=(service.source, one.source),
    )
