"""Write rule files and tests of small catalogs, and let promtool judge them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from observability.compile.project import compile_catalog
from observability.model.catalog import Catalog
from observability.render.targets import render
from observability.serialize.bytes import to_bytes

__all__ = ["PROMTOOLS", "judge", "needs_promtool", "write"]

# A newer promtool may be named in the environment, to try both sides of Prometheus 3.
PROMTOOLS = [one for one in (shutil.which("promtool"), os.environ.get("PROMTOOL_3")) if one]

needs_promtool = pytest.mark.skipif(not PROMTOOLS, reason="promtool is not on PATH")


def write(catalog: Catalog, folder: Path) -> Path:
    """Write the rules and tests of *catalog*; return the folder of prometheus."""
    for document in render(compile_catalog(catalog)):
        if document.path.startswith("prometheus/"):
            path = folder / document.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(to_bytes(document, "/"))
    return folder / "prometheus"


def judge(promtool: str, *words: str | Path) -> str:
    """Return what promtool has against it; nothing if all is well."""
    done = subprocess.run(
        [promtool, *map(str, words)], capture_output=True, text=True, timeout=300, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr
