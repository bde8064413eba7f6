"""What service discovery would find in the cluster of the generated manifests: pods, and a node."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.kubernetes_pods import Target, discovered, pod

__all__ = ["found_by"]

_SUFFIX = {"Deployment": "5d9c7b6f4-x2x4z", "DaemonSet": "x2x4z", "StatefulSet": "0"}
_NODE = {"__address__": "10.0.1.1:10250", "__meta_kubernetes_node_name": "node-1"}


def _controller(number: int, namespace: str, port: int, **labels: str) -> Target:
    """Return a pod that a chart of others brings: no manifest of ours has it."""
    about = {f"__meta_kubernetes_pod_label_app_kubernetes_io_{k}": v for k, v in labels.items()}
    return {
        "__address__": f"10.0.2.{number}:{port}",
        "__meta_kubernetes_namespace": namespace,
        "__meta_kubernetes_pod_name": f"{labels['name']}-0",
        **about,
        "__meta_kubernetes_pod_container_port_number": str(port),
        "__meta_kubernetes_pod_container_init": "false",
        "__meta_kubernetes_pod_phase": "Running",
    }


_CONTROLLERS = (
    _controller(1, "ingress-nginx", 10254, name="ingress-nginx"),
    _controller(2, "argocd", 8082, name="argocd-application-controller"),
    _controller(3, "cert-manager", 9402, name="cert-manager", component="controller"),
)


def found_by(discovery: dict[str, Any], out: Path) -> list[dict[str, Any]]:
    """Return what *discovery* finds among the manifests below *out*, as ``file_sd`` lists it."""
    if discovery["role"] == "node":
        return [_listed(_NODE)]
    wanted = discovery.get("namespaces", {}).get("names")
    every = [*_pods(out / "kubernetes"), *_CONTROLLERS]
    return [_listed(one) for one in every if _namespace(one) in (wanted or [_namespace(one)])]


def _pods(folder: Path) -> Iterator[Target]:
    """Yield the targets of one pod of each workload."""
    paths = [path for kind in _SUFFIX for path in folder.rglob(f"{kind.lower()}.yaml")]
    for number, path in enumerate(sorted(paths)):
        made = yaml.safe_load(path.read_text())
        name = f"{made['metadata']['name']}-{_SUFFIX[made['kind']]}"
        yield from discovered(pod(made, name, f"10.0.0.{number + 1}"))


def _namespace(target: Target) -> str:
    return target["__meta_kubernetes_namespace"]


def _listed(target: Target) -> dict[str, Any]:
    labels = {name: value for name, value in target.items() if name.startswith("__meta")}
    return {"targets": [target["__address__"]], "labels": labels}
