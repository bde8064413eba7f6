"""An editor marks a wrong definition while it is written, and leaves a right one alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent


def _marked() -> set[str]:
    lines = (HERE / "wrong.py").read_text(encoding="utf-8").splitlines()
    return {
        f"wrong.py:{number}" for number, line in enumerate(lines, 1) if line.endswith("# wrong")
    }


def _errors(name: str, *arguments: str) -> set[str]:
    tool = shutil.which(name, path=str(BIN))
    if tool is None:
        pytest.skip(f"{name} is not installed")
    done = subprocess.run(
        [tool, *arguments, str(HERE / "right.py"), str(HERE / "wrong.py")],
        cwd=ROOT,
        env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return set(re.findall(r"(\w+\.py:\d+)(?::\d+ - |: )error", done.stdout))


@pytest.mark.tool
def test_mypy_marks_what_is_wrong_and_nothing_else() -> None:
    """Exactly the lines that are marked as wrong are errors under --strict."""
    assert _marked() == _errors("mypy", "--strict", "--explicit-package-bases")


@pytest.mark.tool
def test_pyright_marks_what_is_wrong_and_nothing_else() -> None:
    """Exactly the lines that are marked as wrong are errors."""
    assert _marked() == _errors("pyright")
