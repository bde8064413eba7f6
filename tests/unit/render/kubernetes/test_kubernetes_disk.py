"""The disk of a node, which all its pods have in common."""

from __future__ import annotations

from typing import Any

from observability.base.quantity import Memory
from observability.render.kubernetes.disk import bounded
from tests.kubernetes_catalog import estate, objects
from tests.stack_files import stack

_ASKED = {"requests": {"cpu": "1"}, "limits": {"cpu": "2"}}
_DISK = "ephemeral-storage"


def test_a_container_may_use_its_folders_and_its_logs() -> None:
    """What it mounts is counted, and what others mount is not."""
    spec = {
        "containers": [
            {"resources": _ASKED, "volumeMounts": [{"name": "tmp"}, {"name": "files"}]},
            {"resources": _ASKED},
        ],
        "volumes": [
            {"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}},
            {"name": "files", "configMap": {"name": "files"}},
        ],
    }
    first, second = (one["resources"] for one in bounded(spec)["containers"])

    assert {"cpu": "2", _DISK: "1280Mi"} == first["limits"]
    assert {"cpu": "2", _DISK: "256Mi"} == second["limits"]
    assert {"cpu": "1", _DISK: "64Mi"} == first["requests"]


def test_no_folder_is_larger_than_what_its_container_may_use() -> None:
    """A pod is never taken away for using what it was given."""
    wrong = [
        one["metadata"]["name"]
        for one in (*objects(estate()).values(), *stack().values())
        if (spec := _pod(one)) and _most(spec) < _given(spec)
    ]

    assert [] == wrong


def _pod(one: dict[str, Any]) -> dict[str, Any]:
    spec = one.get("spec") or {}
    job = spec.get("jobTemplate", {}).get("spec", spec)
    found: dict[str, Any] = job.get("template", {}).get("spec", {}) if "kind" in one else {}
    return found


def _most(spec: dict[str, Any]) -> int:
    limits = (one["resources"]["limits"][_DISK] for one in spec["containers"])
    return sum(Memory.parse(one).bytes for one in limits)


def _given(spec: dict[str, Any]) -> int:
    sizes = (one["emptyDir"]["sizeLimit"] for one in spec.get("volumes", ()) if "emptyDir" in one)
    return sum(Memory.parse(one).bytes for one in sizes)
