"""The main container of a pod: ports, environment, resources, probes, privileges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from observability.base import naming
from observability.base.quantity import Cpu, Memory
from observability.model.container import HttpProbe, Probes, Resources, SecretEnv
from observability.model.service import Service
from observability.model.workload import Deployment, StatefulSet
from observability.render.kubernetes.config_map import settings

__all__ = ["DRAIN_SECONDS", "SECURITY", "Mount", "container", "references", "resources"]

# How long a pod goes on serving after it was told to stop: until every kube-proxy and ingress
# controller has heard that it leaves. https://kubernetes.io/docs/tutorials/services/pods-and-endpoint-termination-flow/
DRAIN_SECONDS = 10

# What Pod Security "restricted" wants of each container, and a file system that nobody changes.
SECURITY = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}

Mount = tuple[str, str]
"""The name of a volume, and the path where it is mounted."""


def container(
    service: Service, workload: Deployment | StatefulSet, mounts: Sequence[Mount]
) -> dict[str, Any]:
    """Return the container of *workload*, whose file system is read-only but for *mounts*."""
    body: dict[str, Any] = {
        "name": service.container,
        "image": workload.image,
        "imagePullPolicy": "IfNotPresent",
    }
    parts = {
        "ports": _ports(workload),
        "envFrom": [{"configMapRef": {"name": service.name}}] if settings(service) else [],
        "env": references(workload.secrets),
        "resources": resources(workload.requests),
        **_probes(workload.probes),
        "lifecycle": {"preStop": {"sleep": {"seconds": DRAIN_SECONDS}}},
        "securityContext": SECURITY,
        "volumeMounts": [{"name": name, "mountPath": path} for name, path in mounts],
    }
    return body | {name: part for name, part in parts.items() if part}


def _ports(workload: Deployment | StatefulSet) -> list[dict[str, Any]]:
    named = ((naming.HTTP_PORT, workload.http), (naming.METRICS_PORT, workload.metrics))
    return [
        {"name": name, "containerPort": port.number, "protocol": "TCP"}
        for name, port in named
        if port is not None
    ]


def references(secrets: Sequence[SecretEnv]) -> list[dict[str, Any]]:
    """Return environment variables whose values are kept elsewhere."""
    return [
        {
            "name": one.name,
            "valueFrom": {"secretKeyRef": {"name": one.secret, "key": one.key}},
        }
        for one in secrets
    ]


def resources(requests: Resources) -> dict[str, Any]:
    """Return requests and limits; a limit that is not given is the request."""
    limits = (requests.cpu_limit or requests.cpu, requests.memory_limit or requests.memory)
    return {
        "requests": _quantities(requests.cpu, requests.memory),
        "limits": _quantities(*limits),
    }


def _quantities(cpu: Cpu | None, memory: Memory | None) -> dict[str, str]:
    return {"cpu": str(cpu), "memory": str(memory)}


def _probes(probes: Probes | None) -> dict[str, Any]:
    if probes is None:
        return {}
    return {
        "startupProbe": _probe(probes.startup),
        "livenessProbe": _probe(probes.live),
        "readinessProbe": _probe(probes.ready),
    }


def _probe(probe: HttpProbe) -> dict[str, Any]:
    return {
        "httpGet": {"path": probe.path, "port": naming.HTTP_PORT},
        "periodSeconds": int(probe.period.seconds),
        "timeoutSeconds": int(probe.timeout.seconds),
        "failureThreshold": probe.failures,
    }
