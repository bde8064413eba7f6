"""The pod template of Deployments and StatefulSets; it passes Pod Security ``restricted``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from observability.compile.plan import Plan
from observability.model.service import Service
from observability.model.workload import Deployment, StatefulSet
from observability.render.kubernetes.config_map import FILES, digest, settings
from observability.render.kubernetes.container import DRAIN_SECONDS, Mount, container, exporter
from observability.render.kubernetes.disk import bounded
from observability.render.kubernetes.objects import labels, own_selector, selector

__all__ = ["pod_labels", "pod_security", "pod_template"]

# What a request may take after the drain, before the container is killed.
_GRACE_SECONDS = DRAIN_SECONDS + 30
# EKS labels each node with how it is paid for; that spot nodes are tainted is our own custom.
# https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
_CAPACITY = "eks.amazonaws.com/capacityType"
_SPOT = {"key": "spot", "operator": "Equal", "value": "true", "effect": "NoSchedule"}
_CONFIG = "checksum/config"
_SCRATCH_LIMIT = "256Mi"
_TOPOLOGIES = ("topology.kubernetes.io/zone", "kubernetes.io/hostname")


def pod_labels(service: Service, plan: Plan, workload: Deployment | StatefulSet) -> dict[str, str]:
    """Return the labels of its pods: the scrape reads service and version from them."""
    found = {**labels(service, plan), **own_selector(service), "version": workload.version}
    port = workload.http
    if service.environment.mesh and port is not None and port.protocol != "http":
        # A proxy between a store and its clients would only add a hop: callers' proxies know that
        # there is none, and network policies say who may call.
        found["sidecar.istio.io/inject"] = "false"
    return found


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
    files = [(FILES, workload.files_at)] if workload.files else []
    spec: dict[str, Any] = {
        "serviceAccountName": service.name,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": _GRACE_SECONDS,
        "securityContext": pod_security(workload.user),
        "topologySpreadConstraints": [_spread(one, service, revision) for one in _TOPOLOGIES],
        "containers": [
            container(service, workload, [*mounts, *files, *scratch]),
            *exporter(workload),
        ],
    }
    spec |= _placing(workload)
    volumes = [_files(service) for _ in files]
    volumes += [{"name": name, "emptyDir": {"sizeLimit": _SCRATCH_LIMIT}} for name, _ in scratch]
    if volumes:
        spec["volumes"] = volumes
    return {
        "metadata": {
            "labels": pod_labels(service, plan, workload),
            "annotations": _annotations(service, workload),
        },
        "spec": bounded(spec),
    }


def _sidecar(service: Service, workload: Deployment | StatefulSet) -> dict[str, str]:
    """Keep the sidecar from the metrics port, which Prometheus asks without a certificate."""
    if not service.environment.mesh or workload.metrics is None:
        return {}
    return {
        "prometheus.istio.io/merge-metrics": "false",
        "traffic.sidecar.istio.io/excludeInboundPorts": str(workload.metrics.number),
    }


def _files(service: Service) -> dict[str, Any]:
    return {"name": FILES, "configMap": {"name": f"{service.name}-{FILES}"}}


def pod_security(user: int) -> dict[str, Any]:
    """Return what all containers of a pod have in common: a *user*, and no unusual system call."""
    return {
        "runAsNonRoot": True,
        "runAsUser": user,
        "runAsGroup": user,
        "fsGroup": user,
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def _annotations(service: Service, workload: Deployment | StatefulSet) -> dict[str, str]:
    found = {"kubectl.kubernetes.io/default-container": service.container}
    if settings(service) or workload.files:
        found[_CONFIG] = digest(service)
    return found | _sidecar(service, workload)


def _placing(workload: Deployment | StatefulSet) -> dict[str, Any]:
    """Say which nodes the pods want, and how important they are."""
    found: dict[str, Any] = {}
    if workload.priority is not None:
        found["priorityClassName"] = workload.priority.name
    if workload.spot:
        found["nodeSelector"] = {_CAPACITY: "SPOT"}
        found["tolerations"] = [_SPOT]
    return found


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
        taken = ["data", FILES, *(one for one, _ in mounts)]
        number = len(mounts) + 1
        mounts.append(
            (f"{name}-{number}" if name in taken or name in ("data", FILES) else name, folder)
        )
    return mounts
