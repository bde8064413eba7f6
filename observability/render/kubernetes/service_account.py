"""ServiceAccount: an identity of its own for each service, without a key to the API server."""

from __future__ import annotations

from observability.compile.plan import Plan
from observability.model.service import Service
from observability.render.document import Document
from observability.render.kubernetes.objects import service_object

__all__ = ["service_account"]


def service_account(service: Service, plan: Plan) -> Document:
    """Return the account that the pods of *service* run as."""
    content = {"automountServiceAccountToken": False}
    return service_object(service, plan, "ServiceAccount", content)
