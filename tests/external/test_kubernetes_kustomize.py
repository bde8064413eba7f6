"""Every folder through kubectl's own YAML parser and kustomize."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.kubernetes_catalog import catalog, documents, estate, files, objects

KUBECTL = shutil.which("kubectl")
pytestmark = [
    pytest.mark.tool,
    pytest.mark.skipif(KUBECTL is None, reason="kubectl is not installed"),
]


_HASH = re.compile(r"-[2456789bcdfghkmt]{10}$")  # of what kustomize has made


def _identity(one: dict[str, Any]) -> tuple[str, str, str]:
    metadata = one["metadata"]
    return one["kind"], metadata.get("namespace", ""), metadata["name"]


def _built(folder: Path) -> list[dict[str, Any]]:
    ran = subprocess.run(
        ["kubectl", "kustomize", str(folder)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    every = [one for one in yaml.safe_load_all(_unhashed(ran.stdout)) if one is not None]
    return sorted((one for one in every if one["kind"] != "ConfigMap"), key=_identity)


def _unhashed(text: str) -> str:
    """Return *text* with the names of generated ConfigMaps as they were written."""
    made = [one["metadata"] for one in yaml.safe_load_all(text) if one["kind"] == "ConfigMap"]
    for name in (one["name"] for one in made):
        text = text.replace(name, _HASH.sub("", name))
    return text


def _below(of: Any, folder: str) -> list[dict[str, Any]]:
    every = objects(of()).items()
    found = (one for path, one in every if path.startswith(f"{folder}/"))
    return sorted((one for one in found if one["kind"] != "ConfigMap"), key=_identity)


@pytest.fixture(params=[catalog, estate], ids=["small", "estate"])
def written(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Any, Path]:
    """Write the manifests of a catalog to a folder."""
    for path, data in files(documents(request.param())).items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return request.param, tmp_path


def test_each_folder_builds_to_the_objects_in_it(written: tuple[Any, Path]) -> None:
    """Kustomize reads every folder through those above it: the same objects as we wrote."""
    of, root = written
    folders = [path.parent for path in root.rglob("kustomization.yaml")]

    assert root / "kubernetes" in folders
    for folder in (one for one in folders if len(one.relative_to(root).parts) <= 2):
        assert _below(of, str(folder.relative_to(root))) == _built(folder)
