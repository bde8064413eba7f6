"""Pod Security ``restricted``, written from the specification.

https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_VOLUMES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}


def violations(spec: dict[str, Any]) -> list[str]:
    """Return what in a pod's *spec* the level ``restricted`` forbids."""
    return [*_pod(spec), *(found for one in _containers(spec) for found in _container(one, spec))]


def _containers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = ("containers", "initContainers", "ephemeralContainers")
    return [one for kind in kinds for one in spec.get(kind, [])]


def _pod(spec: dict[str, Any]) -> Iterator[str]:
    for host in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(host):
            yield host
    for volume in spec.get("volumes", []):
        if not set(volume) - {"name"} <= _VOLUMES:
            yield f"volume {volume['name']}"


def _container(one: dict[str, Any], spec: dict[str, Any]) -> Iterator[str]:
    own, pod, name = one.get("securityContext", {}), spec.get("securityContext", {}), one["name"]
    if own.get("privileged"):
        yield f"{name}: privileged"
    if own.get("allowPrivilegeEscalation") is not False:
        yield f"{name}: allowPrivilegeEscalation"
    if own.get("runAsNonRoot", pod.get("runAsNonRoot")) is not True:
        yield f"{name}: runAsNonRoot"
    if 0 in (own.get("runAsUser"), pod.get("runAsUser")):
        yield f"{name}: runAsUser"
    profile = own.get("seccompProfile", pod.get("seccompProfile", {}))
    if profile.get("type") not in ("RuntimeDefault", "Localhost"):
        yield f"{name}: seccompProfile"
    capabilities = own.get("capabilities", {})
    if "ALL" not in capabilities.get("drop", []):
        yield f"{name}: capabilities.drop"
    if not set(capabilities.get("add", [])) <= {"NET_BIND_SERVICE"}:
        yield f"{name}: capabilities.add"
    if any("hostPort" in port for port in one.get("ports", [])):
        yield f"{name}: hostPort"
