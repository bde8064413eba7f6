"""What the pods of a namespace ask for at their most, counted as a ResourceQuota counts.

Source: https://kubernetes.io/docs/concepts/policy/resource-quotas/ and, for the pod as a whole,
https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from observability.base.quantity import Cpu, Memory
from observability.lint.manifests import Manifest

__all__ = ["COUNTED", "amount", "needed", "undeclared"]

COUNTED = ("requests.cpu", "requests.memory", "limits.cpu", "limits.memory")
CLAIMS = "persistentvolumeclaims"

# What Istio gives its proxy where no annotation says otherwise, as annotations name it.
# https://istio.io/latest/docs/reference/config/annotations/
_PROXY = {
    "requests.cpu": ("sidecar.istio.io/proxyCPU", "100m"),
    "requests.memory": ("sidecar.istio.io/proxyMemory", "128Mi"),
    "limits.cpu": ("sidecar.istio.io/proxyCPULimit", "2"),
    "limits.memory": ("sidecar.istio.io/proxyMemoryLimit", "1Gi"),
}


def amount(name: str, quantity: str) -> int:
    """Return *quantity* in thousandths of a processor or in bytes, as *name* counts.

    What is no quantity counts nothing: that it is none is for the API server to say.
    """
    try:
        return Cpu.parse(quantity).millicores if "cpu" in name else Memory.parse(quantity).bytes
    except ValueError:
        return 0


def needed(
    objects: Iterable[Manifest], namespace: str, defaults: Mapping[str, str], *, mesh: bool
) -> Counter[str]:
    """Return the most that the workloads of *namespace* ask for, while all are rolled out at once.

    *defaults* are what a LimitRange gives to containers that ask for nothing.
    """
    every = [one for one in objects if one.namespace == namespace]
    most = {
        one.spec["scaleTargetRef"]["name"]: int(one.spec["maxReplicas"])
        for one in every
        if one.kind == "HorizontalPodAutoscaler"
    }
    total: Counter[str] = Counter()
    for workload in every:
        if workload.template:
            pods = _pods(workload, most)
            pod = _pod(workload.template, defaults, mesh=mesh)
            total.update({name: pods * each for name, each in pod.items()})
            total[CLAIMS] += pods * len(workload.spec.get("volumeClaimTemplates", ()))
    return total


def undeclared(template: dict[str, Any], defaults: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the containers of a pod that a quota refuses, and what each does not say."""
    for container in _containers(template):
        for name in COUNTED:
            if not _said(container, name, defaults):
                yield str(container.get("name")), name


def _pods(workload: Manifest, most: Mapping[str, int]) -> int:
    spec = workload.spec
    if workload.kind == "Deployment":
        replicas = most.get(workload.name, int(spec.get("replicas", 1)))
        surge = str(spec.get("strategy", {}).get("rollingUpdate", {}).get("maxSurge", "25%"))
        share = surge.removesuffix("%")
        extra = -(-replicas * int(share) // 100) if share != surge else int(surge)
        return replicas + extra
    if workload.kind == "StatefulSet":
        return int(spec.get("replicas", 1))
    return int(workload.job.get("parallelism", 1))


def _pod(template: dict[str, Any], defaults: Mapping[str, str], *, mesh: bool) -> dict[str, int]:
    """Return what one pod asks for: its containers together, or an init container if that is more.

    An init container that goes on running is counted with both.
    """
    spec = template["spec"]
    inits = spec.get("initContainers", ())
    lasting = [one for one in inits if one.get("restartPolicy") == "Always"]
    passing = [one for one in inits if one.get("restartPolicy") != "Always"]
    found = {}
    for name in COUNTED:
        beside = sum(_asked(one, name, defaults) for one in lasting)
        beside += _proxy(template, name) if mesh else 0
        main = sum(_asked(one, name, defaults) for one in spec["containers"])
        first = max((_asked(one, name, defaults) for one in passing), default=0)
        found[name] = beside + max(main, first)
    return found


def _proxy(template: dict[str, Any], name: str) -> int:
    metadata = template.get("metadata", {})
    said = metadata.get("annotations", {}) | metadata.get("labels", {})
    if said.get("sidecar.istio.io/inject") == "false":
        return 0
    annotation, usual = _PROXY[name]
    return amount(name, str(said.get(annotation, usual)))


def _asked(container: dict[str, Any], name: str, defaults: Mapping[str, str]) -> int:
    quantity = _said(container, name, defaults)
    return amount(name, quantity) if quantity else 0


def _said(container: dict[str, Any], name: str, defaults: Mapping[str, str]) -> str:
    """Return what *container* asks for: a request that is not given is as much as the limit."""
    what, _, of = name.partition(".")
    resources = container.get("resources", {})
    limit = resources.get("limits", {}).get(of, "")
    said = resources.get(what, {}).get(of, limit if what == "requests" else "")
    return str(said or defaults.get(name, ""))


def _containers(template: dict[str, Any]) -> list[dict[str, Any]]:
    spec = template.get("spec", {})
    return [*spec.get("initContainers", ()), *spec.get("containers", ())]
