"""ServiceAccount: an identity of its own for each service, without a key to the API server."""

from __future__ import annotations

import attrs

from observability.base import naming
from observability.compile.plan import Plan
from observability.model.service import Service
from observability.render.document import Document
from observability.render.kubernetes.objects import service_object

__all__ = ["service_account", "with_role"]

_ROLE = "eks.amazonaws.com/role-arn"


def service_account(service: Service, plan: Plan) -> Document:
    """Return the account that the pods of *service* run as, with its role in the cloud if any."""
    return with_role(
        service_object(service, plan, "ServiceAccount", {"automountServiceAccountToken": False}),
        service,
        plan,
    )


def with_role(account: Document, service: Service, plan: Plan) -> Document:
    """Return *account*, of *service* or of a task of it, with its role in the cloud if any."""
    role = _role(account.body["metadata"]["name"], service, plan)
    if not role:
        return account
    metadata = {**account.body["metadata"], "annotations": {_ROLE: role}}
    return attrs.evolve(account, body={**account.body, "metadata": metadata})


def _role(account: str, service: Service, plan: Plan) -> str:
    """Return the role whose trust names this account in the environment of *service*."""
    for given in plan.catalog.infrastructures:
        for role in given.roles:
            if role.account == account and role.place is service.environment:
                name = naming.role_name(given.environment.cluster, role.name)
                return f"arn:aws:iam::{given.account}:role/{name}"
    return ""
