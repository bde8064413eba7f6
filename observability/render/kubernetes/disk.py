"""The disk of a node that a container may use: nobody fills it for all others on the node."""

from __future__ import annotations

from typing import Any

from observability.base.quantity import Memory

__all__ = ["bounded"]

# What the kubelet keeps of the logs of a container is 50 MiB, of those of a mesh's proxy as much.
# https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation
_USUAL, _MOST = "64Mi", Memory.parse("256Mi")
_RESOURCE = "ephemeral-storage"


def bounded(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the *spec* of a pod whose containers say how much of the node's disk they use.

    At most their logs, and what the sizes of their empty folders allow: a root file system that is
    read-only takes nothing.
    """
    sizes = {
        one["name"]: Memory.parse(one["emptyDir"]["sizeLimit"])
        for one in spec.get("volumes", ())
        if "emptyDir" in one
    }
    return spec | {"containers": [_bounded(one, sizes) for one in spec["containers"]]}


def _bounded(container: dict[str, Any], sizes: dict[str, Memory]) -> dict[str, Any]:
    mounted = [one["name"] for one in container.get("volumeMounts", ())]
    most = _MOST.bytes + sum(sizes[name].bytes for name in mounted if name in sizes)
    asked = container["resources"]
    resources = {
        "requests": {**asked["requests"], _RESOURCE: _USUAL},
        "limits": {**asked["limits"], _RESOURCE: str(Memory(most))},
    }
    return container | {"resources": resources}
