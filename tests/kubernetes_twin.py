"""The twin of a Prometheus configuration that needs no cluster: targets come from files.

Debian's Prometheus is built without Kubernetes service discovery and refuses its configuration;
everything else in the twin, the relabelling first, is as it was.
"""

from __future__ import annotations

import json
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml


def twin(configuration: dict[str, Any], files: dict[str, str]) -> dict[str, Any]:
    """Return *configuration* with each job's service discovery replaced by its file in *files*."""
    copy = deepcopy(configuration)
    for job in copy["scrape_configs"]:
        if "kubernetes_sd_configs" in job:
            del job["kubernetes_sd_configs"]
            job["file_sd_configs"] = [{"files": [files[job["job_name"]]]}]
    return copy


def write(folder: Path, configuration: dict[str, Any], targets: list[dict[str, str]]) -> Path:
    """Write the twin and *targets* to *folder*; return the path of the twin."""
    listed = [
        {"targets": [one["__address__"]], "labels": {k: v for k, v in one.items() if k[2:3] == "m"}}
        for one in targets
    ]
    (folder / "targets.json").write_text(json.dumps(listed))
    jobs = [job["job_name"] for job in configuration["scrape_configs"]]
    made = twin(configuration, dict.fromkeys(jobs, "targets.json"))
    path = folder / "prometheus.yml"
    path.write_text(yaml.safe_dump(made, sort_keys=False))
    return path


def kept(promtool: str, path: Path, job: str) -> list[dict[str, str]]:
    """Return the labels of the targets that *job* keeps, as promtool computes them.

    promtool always waits for its whole timeout: a short one is tried first, and a longer one if
    nothing was discovered in it, as happens on a busy machine.
    """
    found: list[dict[str, dict[str, str]]] = []
    for timeout in ("200ms", "2s", "10s"):
        found = found or _discovered(promtool, path, job, timeout)
    return [one["labels"] for one in found if one["labels"]]


def _discovered(
    promtool: str, path: Path, job: str, timeout: str
) -> list[dict[str, dict[str, str]]]:
    ran = subprocess.run(
        [promtool, "check", "service-discovery", f"--timeout={timeout}", str(path), job],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    listed: list[dict[str, dict[str, str]]] = json.loads(ran.stdout) or []
    return listed
