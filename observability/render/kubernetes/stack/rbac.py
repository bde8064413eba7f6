"""What the programs of the stack may ask the API server: to read, and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from observability.render.document import Document
from observability.render.kubernetes.stack.objects import stack_object
from observability.render.kubernetes.stack.unit import Unit

__all__ = ["KUBE_STATE", "cluster_roles"]

_RBAC = "rbac.authorization.k8s.io"
_READ = ["get", "list", "watch"]

# API group to the kinds that kube-state-metrics tells of.
KUBE_STATE: Mapping[str, Sequence[str]] = {
    "": (
        "limitranges",
        "namespaces",
        "nodes",
        "persistentvolumeclaims",
        "persistentvolumes",
        "pods",
        "resourcequotas",
        "services",
    ),
    "apps": ("daemonsets", "deployments", "replicasets", "statefulsets"),
    "autoscaling": ("horizontalpodautoscalers",),
    "batch": ("cronjobs", "jobs"),
    "policy": ("poddisruptionbudgets",),
}
_RULES: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "prometheus": (
        {"apiGroups": [""], "resources": ["nodes", "pods"], "verbs": _READ},
        {"apiGroups": [""], "resources": ["nodes/metrics"], "verbs": ["get"]},
    ),
    "kube-state-metrics": tuple(
        {"apiGroups": [group], "resources": list(kinds), "verbs": ["list", "watch"]}
        for group, kinds in KUBE_STATE.items()
    ),
    "fluent-bit": ({"apiGroups": [""], "resources": ["namespaces", "pods"], "verbs": _READ},),
}


def cluster_roles(unit: Unit) -> list[Document]:
    """Return the role of *unit* and its binding, if it talks to the API server."""
    if not unit.token:
        return []
    name = f"{unit.name}-{unit.namespace}"
    account = {"kind": "ServiceAccount", "name": unit.name, "namespace": unit.namespace}
    role = {"apiGroup": _RBAC, "kind": "ClusterRole", "name": name}
    rules = [dict(rule) for rule in (*_RULES[unit.name], *unit.reads)]
    version, head = f"{_RBAC}/v1", {"name": name}
    return [
        stack_object(unit, version, "ClusterRole", head, {"rules": rules}),
        stack_object(
            unit, version, "ClusterRoleBinding", head, {"roleRef": role, "subjects": [account]}
        ),
    ]
