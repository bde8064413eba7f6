"""ConfigMap: the settings of a service that are no secret, and where those it calls are."""

from __future__ import annotations

import hashlib

from observability.compile.plan import Plan
from observability.model.service import Service
from observability.model.workload import External
from observability.render.document import Document
from observability.render.kubernetes.objects import SERVICE_PORT, service_object

__all__ = ["FILES", "config_map", "digest", "files_map", "settings"]

FILES = "files"


def config_map(service: Service, plan: Plan) -> Document | None:
    """Return the settings of *service*, if it has any."""
    data = settings(service)
    return service_object(service, plan, "ConfigMap", {"data": data}) if data else None


def files_map(service: Service, plan: Plan) -> Document | None:
    """Return the files that are mounted into the pods of *service*, if there are any."""
    workload = service.workload
    if isinstance(workload, External) or not workload.files:
        return None
    content = {"data": dict(workload.files)}
    return service_object(service, plan, "ConfigMap", content, suffix=FILES)


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
    """Return what changes with settings and files, so that pods are replaced when they do."""
    workload = service.workload
    files = {} if isinstance(workload, External) else dict(workload.files)
    text = repr([sorted(settings(service).items()), sorted(files.items())])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _addresses(service: Service) -> dict[str, str]:
    return {
        f"{called.name.upper().replace('-', '_')}_URL": (
            f"http://{called.name}.{called.namespace}.svc:{SERVICE_PORT}"
        )
        for called in service.depends_on
        if not isinstance(called.workload, External)
        and called.workload.http is not None
        and called.workload.http.protocol == "http"
    }
