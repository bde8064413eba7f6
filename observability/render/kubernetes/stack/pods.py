"""The pods of a program of the stack: ``restricted``, but for what must see a node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from observability.base import naming
from observability.render.kubernetes.disk import bounded
from observability.render.kubernetes.stack.unit import Unit

__all__ = ["GOSSIP", "pod_template", "selector"]

GOSSIP = {"TCP": "gossip-tcp", "UDP": "gossip-udp"}
"""The protocols in which replicas talk to each other, with the names of the ports."""

_SCRATCH_LIMIT = "1Gi"


def selector(unit: Unit) -> dict[str, str]:
    """Return the labels that select the pods of *unit*."""
    return {naming.APP_LABEL: unit.name}


def pod_template(unit: Unit, labels: Mapping[str, str]) -> dict[str, Any]:
    """Return the template of the pods of *unit*."""
    spec: dict[str, Any] = {
        "serviceAccountName": unit.name,
        "automountServiceAccountToken": unit.token,
        "enableServiceLinks": False,
        "securityContext": _security(unit),
        "containers": [_container(unit)],
    }
    if unit.priority:
        spec["priorityClassName"] = unit.priority
    if unit.on_each_node:
        spec["tolerations"] = [{"operator": "Exists"}]
    if unit.program.replicas > 1:
        spec["affinity"] = {"podAntiAffinity": _apart(unit)}
    volumes = [volume for volume, _ in _volumes(unit)]
    if volumes:
        spec["volumes"] = volumes
    return {"metadata": {"labels": {**selector(unit), **labels}}, "spec": bounded(spec)}


def _apart(unit: Unit) -> dict[str, Any]:
    """Keep replicas on different nodes, and in different zones if there is room."""
    node, zone = (
        {"labelSelector": {"matchLabels": selector(unit)}, "topologyKey": key}
        for key in ("kubernetes.io/hostname", "topology.kubernetes.io/zone")
    )
    return {
        "requiredDuringSchedulingIgnoredDuringExecution": [node],
        "preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 100, "podAffinityTerm": zone}
        ],
    }


def _security(unit: Unit) -> dict[str, Any]:
    common = {"seccompProfile": {"type": "RuntimeDefault"}}
    if unit.user == 0:
        return {"runAsUser": 0, **common}
    who = {"runAsUser": unit.user, "runAsGroup": unit.user, "fsGroup": unit.user}
    return {"runAsNonRoot": True, **who, **common}


def _container(unit: Unit) -> dict[str, Any]:
    program = unit.program
    requests = program.requests
    body: dict[str, Any] = {
        "name": unit.name,
        "image": program.image,
        "imagePullPolicy": "IfNotPresent",
    }
    parts = {
        "args": [*unit.args, *program.args],
        "ports": [
            {"name": name, "containerPort": number, "protocol": "TCP"}
            for name, number in unit.ports.items()
        ]
        + [
            {"name": name, "containerPort": unit.gossip, "protocol": protocol}
            for protocol, name in (GOSSIP.items() if unit.gossip else ())
        ],
        "env": _environment(unit),
        "resources": {
            "requests": {"cpu": str(requests.cpu), "memory": str(requests.memory)},
            "limits": {
                "cpu": str(requests.cpu_limit or requests.cpu),
                "memory": str(requests.memory_limit or requests.memory),
            },
        },
        **_probes(unit),
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": _mounts(unit),
    }
    return body | {name: part for name, part in parts.items() if part}


def _environment(unit: Unit) -> list[dict[str, Any]]:
    plain = [{"name": name, "value": value} for name, value in unit.env.items()]
    fields = [
        {"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}}
        for name, path in unit.fields.items()
    ]
    secrets = [
        {"name": one.name, "valueFrom": {"secretKeyRef": {"name": one.secret, "key": one.key}}}
        for one in unit.program.secrets
    ]
    return [*plain, *fields, *secrets]


def _probes(unit: Unit) -> dict[str, Any]:
    """Ask for health; what starts slowly (a log to replay) is given ten minutes."""
    if unit.health is None:
        return {}
    port = next(iter(unit.ports))
    live, ready = (
        {"httpGet": {"path": one, "port": port}} if one else {"tcpSocket": {"port": port}}
        for one in unit.health
    )
    return {
        "startupProbe": ready | {"periodSeconds": 10, "timeoutSeconds": 5, "failureThreshold": 60},
        "livenessProbe": live | {"periodSeconds": 30, "timeoutSeconds": 5, "failureThreshold": 3},
        "readinessProbe": ready | {"periodSeconds": 10, "timeoutSeconds": 5, "failureThreshold": 3},
    }


def _volumes(unit: Unit) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return each volume of the pod with its mount."""
    scratch: list[tuple[dict[str, Any], str]] = [
        ({"name": f"scratch-{number}", "emptyDir": {"sizeLimit": _SCRATCH_LIMIT}}, path)
        for number, path in enumerate(unit.scratch, start=1)
    ]
    return [
        (volume, {"name": volume["name"], "mountPath": path, **_read_only(volume)})
        for volume, path in (*scratch, *unit.volumes)
    ]


def _read_only(volume: Mapping[str, Any]) -> dict[str, Any]:
    return {} if "emptyDir" in volume else {"readOnly": True}


def _mounts(unit: Unit) -> list[dict[str, Any]]:
    data = [{"name": "data", "mountPath": unit.data}] if unit.data else []
    return [*data, *(mount for _, mount in _volumes(unit))]
