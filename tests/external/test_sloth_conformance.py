"""The engine `sloth` beside the published cases of Sloth, and beside the program where it is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT.parent / "shared" / "sloth-conformance"
OWN = ROOT / "tests" / "sloth_cases"
SLOTH = shutil.which("sloth")

needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason=f"no conformance cases at {CASES}")
needs_sloth = pytest.mark.skipif(SLOTH is None, reason="sloth is not installed")

GO_PLUGINS = ("plugin-getting-started", "plugin-k8s-getting-started", "victoria-metrics")
EXAMPLES = sorted((CASES / "examples").glob("*.y*ml"))
PAIRS = {
    "base": ("in-base.yaml", ()),
    "base-k8s": ("in-base-k8s.yaml", ()),
    "multifile": ("in-multifile.yaml", ()),
    "multifile-k8s": ("in-multifile-k8s.yaml", ()),
    "openslo": ("in-openslo.yaml", ()),
    "base-no-alerts": ("in-base.yaml", ("--disable-alerts",)),
    "base-no-recordings": ("in-base.yaml", ("--disable-recordings",)),
    "base-extra-labels": ("in-base.yaml", ("-l", "exk1=exv1", "-l", "exk2=exv2")),
    "base-28d": ("in-base.yaml", ("--default-slo-period", "28d")),
    "base-custom-windows-7d": (
        "in-base.yaml",
        ("--default-slo-period", "7d", "--slo-period-windows-path", "windows"),
    ),
}


def _o11y(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "observability", "sloth", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, check=False, timeout=60)


@needs_cases
@pytest.mark.parametrize(
    "example", [one for one in EXAMPLES if one.stem not in GO_PLUGINS], ids=lambda one: one.name
)
def test_examples_are_equal_byte_for_byte(example: Path) -> None:
    """Every published example that needs no Go plugin yields the published rules."""
    flags = ("-l", "cmd=examplesgen.sh", "--sloth-version", "dev", "--allow-multi-document")
    done = _o11y("generate", "-i", str(example), *flags)

    assert (CASES / "examples-generated" / example.name).read_bytes() == done.stdout


@needs_cases
@pytest.mark.parametrize("name", PAIRS)
def test_integration_pairs_are_equal_byte_for_byte(name: str, tmp_path: Path) -> None:
    """Every integration case yields the published rules, with its flags."""
    given, flags = PAIRS[name]
    template = (CASES / "integration" / f"out-{name}.yaml.tpl").read_text(encoding="utf-8")
    wanted = re.sub(r'\{\{"(.*?)"\}\}', r"\1", template.replace("{{ .version }}", "dev"))
    windows = tmp_path / "windows"
    windows.mkdir()
    shutil.copy(CASES / "windows" / "7d.yaml", windows)
    more = ("--sloth-version", "dev", "--allow-multi-document", *flags)
    spec = CASES / "integration" / given
    environment = subprocess.run(
        [sys.executable, "-m", "observability", "sloth", "generate", "-i", str(spec), *more],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert wanted == environment.stdout.decode()


@needs_cases
@pytest.mark.parametrize("name", [f"{one}.yml" for one in GO_PLUGINS])
def test_go_plugins_are_refused_by_name(name: str) -> None:
    """A spec that needs a Go plugin ends in a message with the plugin's id, and no rules."""
    done = _o11y("generate", "-i", str(CASES / "examples" / name))

    assert (1, b"") == (done.returncode, done.stdout)
    assert b"only Sloth can run" in done.stderr


@needs_cases
@pytest.mark.parametrize(
    ("pattern", "code"),
    [("good-.*", 0), ("bad-aa", 1), ("bad-ba", 1), ("bad-k8s", 1), ("bad-multi", 1)],
)
def test_verdicts(pattern: str, code: int) -> None:
    """Specs that Sloth accepts are accepted, those that it rejects are rejected."""
    flags = ("-n", pattern, "--ignore-slo-duplicates")
    done = _o11y("validate", "-i", str(CASES / "integration" / "validate"), *flags)

    assert code == done.returncode


@needs_cases
def test_duplicates_over_several_files_are_found() -> None:
    """The same SLO in two files is wrong, unless that is allowed."""
    folder = str(CASES / "integration" / "validate_with_duplicates" / "k8s")

    assert 1 == _o11y("validate", "-i", folder).returncode
    assert 0 == _o11y("validate", "-i", folder, "--ignore-slo-duplicates").returncode


@needs_sloth
@pytest.mark.parametrize("name", ["shapes", "object", "openslo"])
def test_own_cases_beside_the_program(name: str) -> None:
    """What the program makes of the cases of this repository is what is committed beside them."""
    command = [str(SLOTH), "--no-log", "generate", "-i", str(OWN / f"{name}.yml")]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    version = re.search(rb"Sloth \((.*?)\)", done.stdout)
    made = done.stdout.replace(version[1] if version else b"", b"v0.16.0")

    kept = [
        line
        for line in (OWN / f"{name}.rules.yml").read_bytes().splitlines()
        if name != "object" or not line.strip().startswith(b"for: ")
    ]

    assert kept == made.splitlines()
