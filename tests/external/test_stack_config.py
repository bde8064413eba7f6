"""What the monitoring stack reads in its pods, judged by the programs that read it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.kubernetes_twin import twin
from tests.stack_files import STACK, everything, mounted

pytestmark = [pytest.mark.tool]


def _needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")


def _written(name: str, folder: Path) -> Path:
    """Write what a pod of *name* finds to *folder*; return where its root is."""
    for path, data in mounted(name).items():
        target = folder / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def _ran(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


@_needs("promtool")
def test_prometheus_starts_with_what_it_finds(tmp_path: Path) -> None:
    """Promtool takes the mounted configuration, and finds the rules beside it.

    Debian's promtool knows no Kubernetes: discovery comes from files, and the account's token,
    which only a pod has, is left out.
    """
    folder = _written("prometheus", tmp_path) / "etc/prometheus"
    made = yaml.safe_load((folder / "prometheus.yml").read_text())
    (folder / "none.json").write_text("[]")
    names = dict.fromkeys([job["job_name"] for job in made["scrape_configs"]], "none.json")
    made = twin(made, names)
    for job in made["scrape_configs"]:
        job.pop("authorization", None)
        job.pop("tls_config", None)
    (folder / "prometheus.yml").write_text(yaml.safe_dump(made))
    told = _ran("promtool", "check", "config", str(folder / "prometheus.yml"))
    rules = [path for path in everything() if path.startswith("prometheus/rules/")]

    assert "is valid prometheus config file" in told
    assert len(rules) == told.count("rules found")


@_needs("amtool")
def test_alertmanager_starts_with_what_it_finds(tmp_path: Path) -> None:
    """Amtool takes the mounted configuration with its templates."""
    folder = _written("alertmanager", tmp_path) / "etc/alertmanager"

    assert "SUCCESS" in _ran("amtool", "check-config", str(folder / "alertmanager.yml"))


@_needs("kubectl")
def test_kustomize_makes_the_config_maps(tmp_path: Path) -> None:
    """Kustomize puts the files into ConfigMaps, none too large, and pods refer to their names."""
    for path, data in everything().items():
        if path.startswith(STACK):
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    made = list(yaml.safe_load_all(_ran("kubectl", "kustomize", str(tmp_path / STACK))))
    maps = {one["metadata"]["name"]: one["data"] for one in made if one["kind"] == "ConfigMap"}
    pods = [one["spec"]["template"]["spec"] for one in made if "template" in one.get("spec", {})]
    volumes = [volume for spec in pods for volume in spec.get("volumes", ())]
    asked = {one["configMap"]["name"] for one in volumes if "configMap" in one}
    asked |= {
        source["configMap"]["name"]
        for one in volumes
        for source in one.get("projected", {}).get("sources", ())
        if "configMap" in source
    }

    assert set(maps) == asked
    assert all(sum(map(len, data.values())) < 2**20 for data in maps.values())
