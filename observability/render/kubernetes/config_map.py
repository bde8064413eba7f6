"""ConfigMap: the settings of a service that are no secret, and where those it calls are."""

from __future__ import annotations

import hashlib

from observability.compile.plan import Plan
from observability.model.service import Service
from observability.model.workload import External
from observability.render.document import Document
from observability.render.kubernetes.objects import SERVICE_PORT, service_object

__all__ = ["config_map", "digest", "settings"]


def config_map(service: Service, plan: Plan) -> Document | None:
    """Return the settings of *service*, if it has any."""
    data = settings(service)
    return service_object(service, plan, "ConfigMap", {"data": data}) if data else None


def settings(service: Service) -> dict[str, str]:
    """Return the environment variables of *service* whose values are written out.

    The addresses of those it calls are among them, as ``BLOOM_VALIDATOR_URL``, unless it says
    something else under that name.
    """
    workload = service.workload
    if isinstance(workload, External):
        return {}
    secret = {one.name for one in workload.secrets}
    addresses = {name: url for name, url in _addresses(service).items() if name not in workload.env}
    every = {**workload.env, **addresses}
    return {name: value for name, value in every.items() if name not in secret}


def digest(service: Service) -> str:
    """Return what changes with the settings, so that pods are replaced when they do."""
    text = repr(sorted(settings(service).items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _addresses(service: Service) -> dict[str, str]:
    return {
        f"{called.name.upper().replace('-', '_')}_URL": (
            f"http://{called.name}.{called.namespace}.svc:{SERVICE_PORT}"
        )
        for called in service.depends_on
        if not isinstance(called.workload, External)
    }
