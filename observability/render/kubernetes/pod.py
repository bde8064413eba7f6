"""The pod template of Deployments and StatefulSets; it passes Pod Security ``restricted``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from observability.compile.plan import Plan
from observability.model.service import Service
from observability.model.workload import Deployment, StatefulSet
from observability.render.kubernetes.container import DRAIN_SECONDS, Mount, container
from observability.render.kubernetes.objects import labels, selector

__all__ = ["pod_labels", "pod_template"]

# An image may name its user in words, which the kubelet can not tell from root: the number is said.
_USER = 1000
# What a request may take after the drain, before the container is killed.
_GRACE_SECONDS = DRAIN_SECONDS + 30
_SCRATCH_LIMIT = "256Mi"
_TOPOLOGIES = ("topology.kubernetes.io/zone", "kubernetes.io/hostname")


def pod_labels(service: Service, plan: Plan, workload: Deployment | StatefulSet) -> dict[str, str]:
    """Return the labels of its pods: the scrape reads service and version from them."""
    return {**labels(service, plan), "version": workload.version}


def pod_template(
    service: Service,
    plan: Plan,
    workload: Deployment | StatefulSet,
    *,
    revision: str,
    mounts: Sequence[Mount] = (),
) -> dict[str, Any]:
    """Return the template of the pods of *workload*.

    *revision* is the label that tells the pods of one rollout from the last one's; *mounts* are of
    volumes that are claimed elsewhere.
    """
    scratch = _scratch(workload.writable)
    spec: dict[str, Any] = {
        "serviceAccountName": service.name,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": _GRACE_SECONDS,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _USER,
            "runAsGroup": _USER,
            "fsGroup": _USER,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "topologySpreadConstraints": [_spread(one, service, revision) for one in _TOPOLOGIES],
        "containers": [container(service, workload, [*mounts, *scratch])],
    }
    if scratch:
        spec["volumes"] = [
            {"name": name, "emptyDir": {"sizeLimit": _SCRATCH_LIMIT}} for name, _ in scratch
        ]
    return {
        "metadata": {
            "labels": pod_labels(service, plan, workload),
            "annotations": {
                "kubectl.kubernetes.io/default-container": service.container,
                **_sidecar(service, workload),
            },
        },
        "spec": spec,
    }


def _sidecar(service: Service, workload: Deployment | StatefulSet) -> dict[str, str]:
    """Keep the sidecar from the metrics port, which Prometheus asks without a certificate."""
    if not service.environment.mesh or workload.metrics is None:
        return {}
    return {
        "prometheus.istio.io/merge-metrics": "false",
        "traffic.sidecar.istio.io/excludeInboundPorts": str(workload.metrics.number),
    }


def _spread(topology: str, service: Service, revision: str) -> dict[str, Any]:
    """Spread the pods of one revision, but rather crowd a zone than leave one pending."""
    return {
        "maxSkew": 1,
        "topologyKey": topology,
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": selector(service)},
        "matchLabelKeys": [revision],
    }


def _scratch(folders: Sequence[str]) -> list[Mount]:
    """Name a volume for each of *folders* after its path."""
    mounts: list[Mount] = []
    for folder in folders:
        words = re.findall(r"[a-z0-9]+", folder.lower()) or ["scratch"]
        name = "-".join(words)[:50].rstrip("-")
        taken = [one for one, _ in mounts]
        number = len(mounts) + 1
        mounts.append((f"{name}-{number}" if name in taken or name == "data" else name, folder))
    return mounts
