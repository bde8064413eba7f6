"""The wheel works in a fresh environment, away from this repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


def call(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = call(*build, str(ROOT), folder=folder)
    assert done.returncode == 0, done.stdout
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in a fresh environment and return the folder of its programs."""
    folder = tmp_path_factory.mktemp("venv")
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(folder / "bin/pip"), "install", "--quiet", "--prefer-binary", str(wheel), "pytest"],
    ):
        done = call(*command, folder=folder)
        if "Failed to establish" in done.stdout or "No matching distribution" in done.stdout:
            pytest.skip("the package index can not be reached")
        assert done.returncode == 0, done.stdout
    return folder / "bin"


def test_wheel_holds_the_package_only(wheel: Path) -> None:
    """Nothing but the package and its metadata is in it: no tests, no definitions, no out/."""
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {"observability"} == {top for top in tops if not top.endswith(".dist-info")}


def test_wheel_holds_what_is_no_python(wheel: Path) -> None:
    """Help, type marker and the starter's files are in it, those with a leading dot, too."""
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "observability"
    data = [path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]

    assert set() == {path.relative_to(ROOT).as_posix() for path in data} - names


def test_starter_works_at_once(installed: Path, tmp_path: Path) -> None:
    """From the wheel alone: init, generate, check, and the starter's own test."""
    tool, root = str(installed / "o11y"), tmp_path / "shop"
    made = call(tool, "init", "shop", folder=tmp_path)
    steps = [
        call(tool, "generate", folder=root),
        call(tool, "generate", folder=root),
        call(tool, "check", folder=root),
        call(str(installed / "python"), "-m", "pytest", "-q", folder=root),
    ]

    assert made.returncode == 0, made.stdout
    assert [0] * len(steps) == [step.returncode for step in steps], [one.stdout for one in steps]


@pytest.mark.tool
def test_starter_is_proven(installed: Path, tmp_path: Path) -> None:
    """What the starter generates passes promtool and amtool."""
    if not (shutil.which("promtool") and shutil.which("amtool")):
        pytest.skip("promtool or amtool is not installed")
    tool, root = str(installed / "o11y"), tmp_path / "shop"
    call(tool, "init", "shop", folder=tmp_path)
    call(tool, "generate", folder=root)

    done = call(tool, "test", folder=root)

    assert done.returncode == 0, done.stdout
