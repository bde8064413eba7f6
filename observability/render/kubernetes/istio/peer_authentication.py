"""PeerAuthentication: only who proves its identity is listened to."""

from __future__ import annotations

from observability.compile.plan import Plan
from observability.model.environment import Environment
from observability.model.service import Service
from observability.render.document import Document
from observability.render.kubernetes.istio.settings import SECURITY, in_mesh, outside
from observability.render.kubernetes.objects import environment_object, selector, service_object

__all__ = ["of_environment", "of_service"]

_KIND = "PeerAuthentication"


def of_environment(environment: Environment, plan: Plan) -> Document:
    """Return the rule of the namespace: mutual TLS for everybody.

    The metrics ports are not the sidecar's business (an annotation of the pods says so), so that a
    Prometheus without a sidecar reaches them.
    """
    del plan
    content = {"spec": {"mtls": {"mode": "STRICT"}}}
    return environment_object(environment, SECURITY, _KIND, "default", content)


def of_service(service: Service, plan: Plan) -> Document | None:
    """Return the exception of a service with callers that have no sidecar, on the port they call.

    An ingress controller is such a caller; that no other pod comes in this way is for the network
    policy to see to.
    """
    if not in_mesh(service) or service.port is None:
        return None
    strangers = outside(service, plan)
    if not strangers:
        return None
    spec = {
        "selector": {"matchLabels": selector(service)},
        "mtls": {"mode": "STRICT"},
        "portLevelMtls": {str(service.port): {"mode": "PERMISSIVE"}},
    }
    sources = [one.source for one in strangers]
    return service_object(service, plan, _KIND, {"spec": spec}, version=SECURITY, sources=sources)
