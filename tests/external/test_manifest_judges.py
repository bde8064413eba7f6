"""The manifests, judged by kube-score and istioctl: good practice, and what a mesh makes of them.

Neither is in a distribution: `go install github.com/zegl/kube-score/cmd/kube-score@latest`, and
Istio's release; name them in KUBE_SCORE and ISTIOCTL, or put them on PATH.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.kubernetes_catalog import estate, objects
from tests.stack_files import stack

KUBE_SCORE = os.environ.get("KUBE_SCORE") or shutil.which("kube-score") or ""
ISTIOCTL = os.environ.get("ISTIOCTL") or shutil.which("istioctl") or ""
pytestmark = pytest.mark.tool

# What kube-score wants and the estate does otherwise, each with its reason.
_OTHERWISE = {
    # A tag never moves here, and deploys pin digests: pulling again would only need the registry.
    "container-image-pull-policy",
    # The images' own users, who own the files in them; restricted forbids the number 0 alone.
    "container-security-context-user-group-id",
    # Exporters have one page; their stores are asked by one command, more patiently to restart.
    "pod-probes-identical",
    # Spread by topologySpreadConstraints, of which it does not know.
    "deployment-has-host-podantiaffinity",
    # Staging, batches and what watches run once on purpose.
    "deployment-replicas",
    "horizontalpodautoscaler-replicas",
    # Pods of cert-manager and of ingress controllers, which others make.
    "networkpolicy-targets-pod",
}


@cache
def _objects() -> str:
    return yaml.safe_dump_all(list({**objects(estate()), **stack()}.values()))


def _ran(*words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, input=text, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.skipif(not KUBE_SCORE, reason="kube-score is not on PATH, nor named in KUBE_SCORE")
def test_kube_score_finds_what_is_known_alone() -> None:
    """Resources, disk, probes, policies, budgets, accounts: all are there, and right."""
    ran = _ran(KUBE_SCORE, "score", "--output-format", "json", "-", text=_objects())
    wrong = {
        f"{one['object_name']}: {check['check']['id']}"
        for one in json.loads(ran.stdout)
        for check in one["checks"]
        if not check["skipped"] and check["grade"] < 10 and check["check"]["id"] not in _OTHERWISE
    }

    assert set() == wrong


@pytest.mark.skipif(not ISTIOCTL, reason="istioctl is not on PATH, nor named in ISTIOCTL")
def test_the_mesh_finds_nothing(tmp_path: Path) -> None:
    """Hosts, subsets, ports and pods of the mesh fit together."""
    path = tmp_path / "all.yaml"
    path.write_text(_objects(), encoding="utf-8")

    ran = _ran(ISTIOCTL, "analyze", "--use-kube=false", "--all-namespaces", str(path))
    assert (0, True) == (ran.returncode, "No validation issues found" in ran.stdout + ran.stderr)


@pytest.mark.skipif(not ISTIOCTL, reason="istioctl is not on PATH, nor named in ISTIOCTL")
def test_the_mesh_knows_the_protocol_of_every_port(tmp_path: Path) -> None:
    """No port of a Service is left to guessing."""
    services = [
        one for one in {**objects(estate()), **stack()}.values() if one["kind"] == "Service"
    ]
    path = tmp_path / "services.yaml"
    path.write_text(yaml.safe_dump_all(services), encoding="utf-8")

    ran = _ran(ISTIOCTL, "validate", "--filename", str(path))
    assert (0, False) == (ran.returncode, "naming convention" in ran.stdout + ran.stderr)
