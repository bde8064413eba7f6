"""What starts fast imports nothing that is slow: judged by what is loaded, not by time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from observability.io.starter import start

# Each of these costs between a fifth and nine times what Python takes to start.
SLOW = (
    "attr attrs click re json typing pathlib enum dataclasses functools yaml jinja2 grafanalib"
    " promql_parser importlib.metadata inspect decimal difflib hashlib subprocess tempfile shutil"
    " prometheus_client observability.app observability.model observability.cli.run"
)
WATCH = f"""
import sys
known = set(sys.modules)
from observability.__main__ import main
code = main()
loaded = sorted((set(sys.modules) - known) & set({SLOW!r}.split()))
print("loaded:", *loaded, file=sys.stderr)
sys.exit(code)
"""


def loaded(*arguments: str) -> str:
    """Return what a run with *arguments* loads of what is slow."""
    done = subprocess.run(
        [sys.executable, "-c", WATCH, *arguments], capture_output=True, text=True, check=True
    )
    return done.stderr.strip()


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",), ("--version",)])
def test_help_and_version_load_nothing(arguments: tuple[str, ...]) -> None:
    """Help and version are answered before anything is imported."""
    assert loaded(*arguments) == "loaded:"


def test_unchanged_generate_loads_nothing(tmp_path: Path) -> None:
    """A generate with nothing to do looks at files, and imports nothing to do so."""
    root = str(tmp_path / "shop")
    start(root, "0")
    runs = [loaded("generate", "--root", root) for _ in range(3)]

    assert runs[0] != runs[-1]
    assert runs[-1] == "loaded:"


def test_generate_loads_no_yaml_reader(tmp_path: Path) -> None:
    """YAML is written without PyYAML, which takes longer to import than Python to start."""
    root = str(tmp_path / "shop")
    start(root, "0")

    assert "yaml" not in loaded("generate", "--root", root).split()


def test_init_loads_no_model(tmp_path: Path) -> None:
    """A command loads what it needs: a new repository needs no rules."""
    assert "observability.app" not in loaded("init", str(tmp_path / "shop")).split()


def test_sloth_generate_loads_what_it_needs(tmp_path: Path) -> None:
    """Rules of a common spec take neither a YAML reader nor the model of this tool's own."""
    spec = tmp_path / "spec.yml"
    spec.write_text(
        "version: prometheus/v1\nservice: shop\nslos:\n  - name: availability\n"
        "    objective: 99\n    sli:\n      raw:\n        error_ratio_query: a[{{.window}}]\n"
        "    alerting:\n      name: Shop\n"
    )
    arguments = ("sloth", "generate", "-i", str(spec), "-o", str(tmp_path / "rules.yml"))

    known = loaded(*arguments).split()

    assert "click" in known
    assert set(known).isdisjoint({"yaml", "observability.app", "observability.model", "tempfile"})
