"""Defects between pods and nodes: who asks for spot nodes gets on them, and fits."""

from __future__ import annotations

from typing import Any

from observability.base.quantity import Cpu, Memory
from tests.defects.planted import Defect, Files
from tests.terraform_files import calls

_CAPACITY = "eks.amazonaws.com/capacityType"
_SPELLED = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute"}
# What a t3.large leaves to pods, https://docs.aws.amazon.com/eks/latest/userguide/
# choosing-instance-type.html, less what every node runs.
_ROOM = {"t3.large": (Cpu(1730), Memory(6 * 2**30))}
_BATCH = "kubernetes/production/batch-processor/deployment.yaml"


def _groups() -> dict[str, dict[str, Any]]:
    return dict(calls()["eks"]["eks_managed_node_groups"])


def _pods(given: Files) -> dict[str, dict[str, Any]]:
    return {
        path: body["spec"]["template"]["spec"]
        for path, body in given.items()
        if path.startswith("kubernetes/")
        and isinstance(body, dict)
        and body.get("kind") in ("Deployment", "StatefulSet")
    }


def _nowhere(given: Files) -> list[str]:
    """Return pods whose selector matches no group of nodes, or whose taints they do not bear."""
    found = []
    for path, pod in _pods(given).items():
        wanted = pod.get("nodeSelector", {})
        fitting = [
            group for group in _groups().values() if wanted.items() <= _labels(group).items()
        ]
        found += [] if any(_bears(pod, group) for group in fitting) else [path]
    return found


def _labels(group: dict[str, Any]) -> dict[str, str]:
    """Return the labels of the nodes of *group*: its own, and those that EKS gives."""
    return {**group["labels"], _CAPACITY: group["capacity_type"], "kubernetes.io/os": "linux"}


def _bears(pod: dict[str, Any], group: dict[str, Any]) -> bool:
    borne = [
        (one["key"], one.get("value"), one.get("effect")) for one in pod.get("tolerations", [])
    ]
    return all(
        (taint["key"], taint["value"], _SPELLED[taint["effect"]]) in borne
        for taint in group.get("taints", {}).values()
    )


def _too_big(given: Files) -> list[str]:
    """Return pods that request more than the smallest node has to give."""
    cpu, memory = min(_ROOM[group["instance_types"][0]] for group in _groups().values())
    return [
        path
        for path, pod in _pods(given).items()
        if sum(_asked(pod, "cpu", Cpu, "millicores")) > cpu.millicores
        or sum(_asked(pod, "memory", Memory, "bytes")) > memory.bytes
    ]


def _asked(pod: dict[str, Any], name: str, kind: Any, unit: str) -> list[int]:
    return [
        getattr(kind.parse(one["resources"]["requests"][name]), unit) for one in pod["containers"]
    ]


def _batch(given: Files) -> dict[str, Any]:
    found: dict[str, Any] = given[_BATCH]["spec"]["template"]["spec"]
    return found


DEFECTS = [
    Defect(
        "C33",
        _nowhere,
        lambda given: _batch(given).update(
            nodeSelector={"node.kubernetes.io/instance-type": "spot"}
        ),
    ),
    Defect("E8-toleration", _nowhere, lambda given: _batch(given).pop("tolerations")),
    Defect(
        "C13",
        _too_big,
        lambda given: _batch(given)["containers"][0]["resources"]["requests"].update(cpu="2"),
    ),
]
