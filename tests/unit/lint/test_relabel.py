"""Relabelling does what Prometheus does."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from observability.lint.relabel import relabelled

_LABELS = {"job": "pods", "instance": "a:1", "team": "core", "tier": "web", "x_a": "1", "x_b": "2"}

_STEPS: dict[str, list[dict[str, Any]]] = {
    "copy": [{"source_labels": ["team"], "target_label": "owner"}],
    "joined": [
        {"source_labels": ["team", "tier"], "regex": "(.*);(.*)", "target_label": "both",
         "replacement": "${2}-$1"}
    ],
    "separator": [{"source_labels": ["team", "tier"], "separator": "/", "target_label": "both"}],
    "constant": [{"target_label": "environment", "replacement": "live"}],
    "no match": [{"source_labels": ["team"], "regex": "cor", "target_label": "owner"}],
    "match without a group": [{"source_labels": ["team"], "regex": "core", "target_label": "tier"}],
    "empty value": [{"source_labels": ["nothing"], "target_label": "tier"}],
    "kept": [{"source_labels": ["team"], "action": "keep", "regex": "co.*"}],
    "not kept": [{"source_labels": ["team"], "action": "keep", "regex": "co"}],
    "dropped": [{"source_labels": ["team"], "action": "drop", "regex": "core|other"}],
    "map": [{"action": "labelmap", "regex": "x_(.+)"}],
    "map with template": [{"action": "labelmap", "regex": "x_(.+)", "replacement": "y_$1"}],
    "labels dropped": [{"action": "labeldrop", "regex": "x_.*"}],
    "a dollar": [{"target_label": "price", "replacement": "$$5"}],
    "new job": [{"source_labels": ["team"], "target_label": "job"}],
}  # fmt: skip


@pytest.mark.tool
def test_promtool_agrees(tmp_path: Path) -> None:
    """Every kind of step gives the labels that Prometheus' own discovery shows."""
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed")
    labels = {name: value for name, value in _LABELS.items() if name not in ("job", "instance")}
    actual = {name: _by_promtool(tmp_path, steps, labels) for name, steps in _STEPS.items()}
    address = {"__address__": "a:1", "__metrics_path__": "/metrics", "__scheme__": "http"}
    expected = {name: relabelled(_LABELS | address, steps) for name, steps in _STEPS.items()}

    assert {name: _visible(one) for name, one in expected.items()} == actual


def _by_promtool(
    folder: Path, steps: list[dict[str, Any]], labels: dict[str, str]
) -> dict[str, str] | None:
    static = [{"targets": ["a:1"], "labels": labels}]
    job = {"job_name": "pods", "static_configs": static, "relabel_configs": steps}
    config = folder / "prometheus.yml"
    config.write_text(yaml.safe_dump({"scrape_configs": [job]}))
    done = subprocess.run(
        ["promtool", "check", "service-discovery", str(config), "pods", "--timeout=1s"],
        capture_output=True, text=True, check=True, timeout=30,
    )  # fmt: skip
    found = [one.get("labels") for one in json.loads(done.stdout)]
    return _visible(found[0]) if found and found[0] else None


def _visible(labels: dict[str, str] | None) -> dict[str, str] | None:
    if labels is None:
        return None
    return {name: value for name, value in labels.items() if not name.startswith("__")}
