"""What all objects have in common: their place, their head, the labels they are found by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from observability.base import naming
from observability.base.source import Source
from observability.compile.plan import Plan
from observability.model.container import Port
from observability.model.environment import Environment
from observability.model.service import Service
from observability.model.workload import Deployment
from observability.render.document import Document

__all__ = [
    "ROOT",
    "SERVICE_PORT",
    "environment_folder",
    "environment_object",
    "labels",
    "own_selector",
    "port_name",
    "selector",
    "service_folder",
    "service_object",
]

ROOT = "kubernetes"

# The port of every Kubernetes Service that has an http port behind it.
SERVICE_PORT = 80


def environment_folder(environment: Environment) -> str:
    """Return the folder of everything in *environment*."""
    return f"{ROOT}/{environment.name}"


def service_folder(service: Service) -> str:
    """Return the folder of the objects of *service*."""
    return f"{environment_folder(service.environment)}/{service.name}"


def port_name(port: Port) -> str:
    """Return the name of a port that serves users: a mesh learns from it what is spoken."""
    return naming.HTTP_PORT if port.protocol == "http" else naming.TCP_PORT


def selector(service: Service) -> dict[str, str]:
    """Return the labels that select the pods of *service*, its canary's among them.

    A workload's selector can not be changed later, so nothing that may change is in it.
    """
    return {naming.APP_LABEL: service.name}


def own_selector(service: Service) -> dict[str, str]:
    """Return the labels that select the pods of the workload of *service*, and not its canary's.

    Whoever counts pods (the workload itself, its autoscaler, a disruption budget) would count the
    canary's, too, if it went by the name alone.
    """
    if not isinstance(service.workload, Deployment):
        return selector(service)
    return selector(service) | {naming.TRACK_LABEL: naming.STABLE_TRACK}


def labels(service: Service, plan: Plan) -> dict[str, str]:
    """Return the labels of the objects of *service*, the version apart."""
    return {
        **selector(service),
        "app.kubernetes.io/part-of": plan.catalog.project.name,
        "app.kubernetes.io/managed-by": "o11y",
        "environment": service.environment.name,
    }


# Argo CD applies a wave when the one before is healthy. Data are migrated when all that a migration
# needs is there, and before the release that needs them migrated. A hook before the sync would wait
# for secrets that come with the sync.
# https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
_WAVE = "argocd.argoproj.io/sync-wave"
_WAVES = {"Job": 1, "Deployment": 2, "HorizontalPodAutoscaler": 2}


def _annotations(service: Service, kind: str) -> dict[str, Any]:
    workload = service.workload
    migrated = isinstance(workload, Deployment) and workload.migration is not None
    wave = _WAVES.get(kind, 0) if migrated else 0
    return {"annotations": {_WAVE: str(wave)}} if wave else {}


def service_object(
    service: Service,
    plan: Plan,
    kind: str,
    content: Mapping[str, Any],
    *,
    version: str = "v1",
    suffix: str = "",
    sources: Iterable[Source] = (),
) -> Document:
    """Return an object of *service*, called like it; *suffix* tells it from its siblings."""
    ending = f"-{suffix}" if suffix else ""
    body = {
        "apiVersion": version,
        "kind": kind,
        "metadata": {
            "name": f"{service.name}{ending}",
            "namespace": service.namespace,
            "labels": labels(service, plan),
            **_annotations(service, kind),
        },
        **content,
    }
    return Document(
        path=f"{service_folder(service)}/{kind.lower()}{ending}.yaml",
        format="yaml",
        body=body,
        title=f"{kind} of {service.name} in {service.environment.name}",
        sources=(service.source, *sources),
    )


def environment_object(
    environment: Environment, version: str, kind: str, name: str, content: Mapping[str, Any]
) -> Document:
    """Return an object called *name* that is there once in the namespace of *environment*."""
    body = {
        "apiVersion": version,
        "kind": kind,
        "metadata": {"name": name, "namespace": environment.namespace},
        **content,
    }
    return Document(
        path=f"{environment_folder(environment)}/{kind.lower()}-{name}.yaml",
        format="yaml",
        body=body,
        title=f"{kind} {name} of {environment.name}",
        sources=(environment.source,),
    )
