"""What Kubernetes makes of a manifest, and what Prometheus' service discovery sees of it.

Follows discovery/kubernetes/pod.go of Prometheus: a target for each port of each container, and one
for each container without ports, init containers included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

Target = dict[str, str]

SIDECAR = {"name": "proxy", "ports": [{"name": "proxy-metrics", "containerPort": 15090}]}
INIT = {
    "name": "migrations",
    "ports": [{"name": "metrics", "containerPort": 9999, "protocol": "TCP"}],
}


def pod(workload: dict[str, Any], name: str, ip: str, phase: str = "Running") -> dict[str, Any]:
    """Return a pod of *workload*, with a sidecar and an init container that are not ours."""
    made: dict[str, Any] = deepcopy(workload["spec"]["template"])
    made["metadata"] |= {"name": name, "namespace": workload["metadata"]["namespace"]}
    made["spec"]["containers"].append(SIDECAR)
    made["spec"]["initContainers"] = [INIT]
    made["status"] = {"podIP": ip, "phase": phase}
    return made


def discovered(made: dict[str, Any]) -> list[Target]:
    """Return the targets that service discovery makes of a pod, before relabelling."""
    return [_about(made) | target for target in _containers(made)]


def _about(made: dict[str, Any]) -> Target:
    metadata, status = made["metadata"], made["status"]
    labels = {
        "__meta_kubernetes_namespace": metadata["namespace"],
        "__meta_kubernetes_pod_name": metadata["name"],
        "__meta_kubernetes_pod_ip": status["podIP"],
        "__meta_kubernetes_pod_phase": status["phase"],
        "__meta_kubernetes_pod_ready": "true",
        "__meta_kubernetes_pod_node_name": "node-1",
        "__meta_kubernetes_pod_controller_kind": "ReplicaSet",
    }
    for kind in ("label", "annotation"):
        for name, value in metadata.get(f"{kind}s", {}).items():
            clean = re.sub(r"[^a-zA-Z0-9_]", "_", name)
            labels[f"__meta_kubernetes_pod_{kind}_{clean}"] = value
            labels[f"__meta_kubernetes_pod_{kind}present_{clean}"] = "true"
    return labels


def _containers(made: dict[str, Any]) -> Iterator[Target]:
    spec, ip = made["spec"], made["status"]["podIP"]
    host = f"[{ip}]" if ":" in ip else ip
    for init, containers in (("false", spec["containers"]), ("true", spec["initContainers"])):
        for one in containers:
            about = {
                "__meta_kubernetes_pod_container_name": one["name"],
                "__meta_kubernetes_pod_container_init": init,
            }
            if not one.get("ports"):
                yield about | {"__address__": ip}
            for port in one.get("ports", ()):
                yield about | {
                    "__address__": f"{host}:{port['containerPort']}",
                    "__meta_kubernetes_pod_container_port_name": port["name"],
                    "__meta_kubernetes_pod_container_port_number": str(port["containerPort"]),
                    "__meta_kubernetes_pod_container_port_protocol": port.get("protocol", "TCP"),
                }
