"""The main container of a pod: ports, environment, resources, probes, privileges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from observability.base import naming
from observability.base.quantity import Cpu, Memory
from observability.model.container import (
    ExecProbe,
    HttpProbe,
    Port,
    Probes,
    Resources,
    SecretEnv,
)
from observability.model.service import Service
from observability.model.workload import Deployment, StatefulSet
from observability.render.kubernetes.config_map import settings
from observability.render.kubernetes.objects import port_name

__all__ = ["DRAIN_SECONDS", "SECURITY", "Mount", "container", "exporter", "references", "resources"]

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
        "command": list(workload.command),
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
    serving = [] if workload.http is None else [_port(port_name(workload.http), workload.http)]
    own = workload.metrics is not None and workload.exporter is None
    return [*serving, *([_port(naming.METRICS_PORT, workload.metrics)] if own else [])]


def _port(name: str, port: Port | None) -> dict[str, Any]:
    return {"name": name, "containerPort": port.number if port else 0, "protocol": "TCP"}


def exporter(workload: Deployment | StatefulSet) -> list[dict[str, Any]]:
    """Return the container that serves the metrics of the pod, if another than the main one."""
    if workload.exporter is None or workload.metrics is None:
        return []
    env = [{"name": name, "value": value} for name, value in workload.exporter.env.items()]
    return [
        {
            "name": workload.exporter.name,
            "image": workload.exporter.image,
            "imagePullPolicy": "IfNotPresent",
            "ports": [_port(naming.METRICS_PORT, workload.metrics)],
            "env": [*env, *references(workload.exporter.secrets)],
            "resources": resources(workload.exporter.requests),
            # Not whether it is ready: a store does not stop serving because nobody can watch it.
            "livenessProbe": _probe(
                HttpProbe(path=workload.exporter.health, port=naming.METRICS_PORT)
            ),
            "securityContext": SECURITY,
        }
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


def _probe(probe: HttpProbe | ExecProbe) -> dict[str, Any]:
    asked: dict[str, Any] = (
        {"httpGet": {"path": probe.path, "port": probe.port}}
        if isinstance(probe, HttpProbe)
        else {"exec": {"command": list(probe.command)}}
    )
    return {
        **asked,
        "periodSeconds": int(probe.period.seconds),
        "timeoutSeconds": int(probe.timeout.seconds),
        "failureThreshold": probe.failures,
    }
