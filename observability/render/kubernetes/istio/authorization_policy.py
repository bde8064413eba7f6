"""AuthorizationPolicy: the declared callers of a service, by the identity they prove."""

from __future__ import annotations

from observability.compile.plan import Plan
from observability.model.service import Service
from observability.render.document import Document
from observability.render.kubernetes.istio.settings import SECURITY, callers, in_mesh, outside
from observability.render.kubernetes.objects import selector, service_object

__all__ = ["authorization_policy"]


def authorization_policy(service: Service, plan: Plan) -> Document | None:
    """Return who may call *service*: the accounts of those that depend on it, nobody else.

    Where a caller has no sidecar it has no identity either, and none can be demanded.
    """
    if not in_mesh(service) or service.port is None or outside(service, plan):
        return None
    clients = callers(service, plan)
    spec = {
        "selector": {"matchLabels": selector(service)},
        "action": "ALLOW",
        "rules": [
            {
                "from": [{"source": {"principals": [_account(one) for one in clients]}}],
                "to": [{"operation": {"ports": [str(service.port)]}}],
            }
        ]
        if clients
        else [],
    }
    return service_object(
        service,
        plan,
        "AuthorizationPolicy",
        {"spec": spec},
        version=SECURITY,
        sources=[one.source for one in clients],
    )


def _account(service: Service) -> str:
    return f"cluster.local/ns/{service.namespace}/sa/{service.name}"
