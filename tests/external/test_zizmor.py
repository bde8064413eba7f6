"""The workflows, judged by zizmor: what an attacker could make of them.

zizmor is on PyPI (`pip install zizmor`); name one in ZIZMOR, or put it on PATH.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from observability.render.document import Document
from observability.serialize.bytes import to_bytes
from tests.estate_files import bodies

ROOT = Path(__file__).resolve().parents[2]
ZIZMOR = os.environ.get("ZIZMOR") or shutil.which("zizmor") or ""
pytestmark = [
    pytest.mark.tool,
    pytest.mark.skipif(not ZIZMOR, reason="zizmor is not on PATH, nor named in ZIZMOR"),
]


def _judged(folder: Path, persona: str) -> subprocess.CompletedProcess[str]:
    workflows = folder / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for path, body in bodies("github/workflows/").items():
        document = Document(path=path, format="yaml", body=body)
        (workflows / Path(path).name).write_bytes(to_bytes(document, str(workflows)))
    return _ran(folder, persona)


def _ran(folder: Path, persona: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ZIZMOR, "--offline", f"--persona={persona}", "--color=never", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_zizmor_finds_nothing(tmp_path: Path) -> None:
    """No template is expanded in a script, no action is unpinned, every expression is read."""
    ran = _judged(tmp_path, "regular")

    assert (0, False) == (ran.returncode, "couldn't parse" in ran.stderr)


def test_zizmor_finds_nothing_in_the_workflows_of_this_repository() -> None:
    """What it demands of others it demands of itself."""
    assert 0 == _ran(ROOT / ".github", "regular").returncode


def test_no_permission_is_wider_than_its_job(tmp_path: Path) -> None:
    """Its strictest reader finds no token that jobs hold which do not need it."""
    assert "excessive-permissions" not in _judged(tmp_path, "auditor").stdout
