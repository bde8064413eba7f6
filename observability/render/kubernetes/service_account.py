"""ServiceAccount: an identity of its own for each service, without a key to the API server."""

from __future__ import annotations

import attrs

from observability.base import naming
from observability.compile.plan import Plan
from observability.model.service import Service
from observability.render.document import Document
from observability.render.kubernetes.objects import service_object

__all__ = ["service_account"]

_ROLE = "eks.amazonaws.com/role-arn"


def service_account(service: Service, plan: Plan) -> Document:
    """Return the account that the pods of *service* run as, with its role in the cloud if any."""
    account = service_object(
        service, plan, "ServiceAccount", {"automountServiceAccountToken": False}
    )
    role = _role(service, plan)
    if not role:
        return account
    metadata = {**account.body["metadata"], "annotations": {_ROLE: role}}
    return attrs.evolve(account, body={**account.body, "metadata": metadata})


def _role(service: Service, plan: Plan) -> str:
    """Return the role whose trust names this account: that of the infrastructure's environment."""
    for given in plan.catalog.infrastructures:
        trusted = [one.service.name for one in given.roles]
        if service.environment is given.environment and service.name in trusted:
            name = naming.role_name(given.environment.cluster, service.name)
            return f"arn:aws:iam::{given.account}:role/{name}"
    return ""
