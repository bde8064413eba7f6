"""ExternalSecret: fetches the value of a secret from where it is kept; here is only its name."""

from __future__ import annotations

from collections.abc import Iterator

from observability.compile.placement import placements
from observability.compile.plan import Plan
from observability.compile.secrets import secret_path
from observability.model.container import SecretEnv
from observability.model.environment import Environment
from observability.model.service import Service
from observability.model.workload import Deployment, External
from observability.render.document import Document
from observability.render.kubernetes.objects import environment_object

__all__ = ["external_secrets"]

# How long a changed secret may take to arrive.
_REFRESH = "1h"


def external_secrets(environment: Environment, plan: Plan) -> tuple[Document, ...]:
    """Return an object for each secret that the services of *environment* refer to."""
    if environment.secrets is None:
        return ()
    keys: dict[str, list[str]] = {}
    for service in placements(plan.catalog):
        if service.environment is environment:
            for one in (*_references(service), *_of_backups(service, plan)):
                known = keys.setdefault(one.secret, [])
                known += [] if one.key in known else [one.key]
    return tuple(_secret(environment, plan, name, sorted(keys[name])) for name in sorted(keys))


def _references(service: Service) -> Iterator[SecretEnv]:
    workload = service.workload
    if isinstance(workload, External):
        return
    yield from workload.secrets
    if isinstance(workload, Deployment) and workload.migration is not None:
        yield from workload.migration.secrets


def _of_backups(service: Service, plan: Plan) -> Iterator[SecretEnv]:
    for backup in plan.catalog.backups:
        if backup.service.name == service.name:
            yield from backup.secrets


def _secret(environment: Environment, plan: Plan, name: str, keys: list[str]) -> Document:
    store = environment.secrets.name if environment.secrets else ""
    kept = secret_path(plan.catalog, environment.name, name)
    spec = {
        "refreshInterval": _REFRESH,
        "secretStoreRef": {"kind": "ClusterSecretStore", "name": store},
        # What is deleted at its source stays in the cluster: pods that restart still need it.
        "target": {"name": name, "creationPolicy": "Owner", "deletionPolicy": "Retain"},
        "data": [{"secretKey": key, "remoteRef": {"key": kept, "property": key}} for key in keys],
    }
    version = "external-secrets.io/v1"
    return environment_object(environment, version, "ExternalSecret", name, {"spec": spec})
