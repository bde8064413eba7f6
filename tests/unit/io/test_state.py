"""observability.io.state: an unchanged run is told from a changed one, whatever changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from observability.app import generate
from observability.io.quick import answer
from observability.io.starter import start


def run(root: Path) -> str | None:
    """Return what the fast path answers to ``generate``; None if it must be looked at."""
    return answer(["generate", "--root", str(root)], "0")


def settle(root: Path) -> None:
    """Generate until the state is remembered; files just written are too young at first."""
    for path in root.rglob("*"):
        os.utime(path, ns=(10**18, 10**18), follow_symlinks=False)
    for _ in range(50):
        generate(str(root), None, adopt=False, say=print)
        if run(root) is not None:
            return
    raise AssertionError("the state is never remembered")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a repository in which an unchanged run is answered from the state."""
    root = tmp_path / "shop"
    start(str(root), "0")
    settle(root)
    return root


def test_unchanged_run_repeats_what_the_last_one_told(root: Path) -> None:
    """The answer is that of a run that looked and found nothing to do."""
    outcome = generate(str(root), None, adopt=False, say=print)

    assert outcome.current == run(root)


def append(path: Path) -> None:
    with path.open("a") as file:
        file.write("\n")


def same_size(path: Path) -> None:
    """Change a file's content, keep its size, and forge its time."""
    before = path.stat()
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace(path: Path) -> None:
    """Put a file of the same content in the place of another."""
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    other.replace(path)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("services/api.py", append),
        ("services/api.py", same_size),
        ("services/api.py", replace),
        ("services/api.py", Path.unlink),
        ("services/new.py", Path.touch),
        ("services/_private.py", Path.touch),
        ("services/deep", Path.mkdir),
        ("pyproject.toml", append),
        ("out/MANIFEST", append),
        ("out/MANIFEST", Path.unlink),
        ("out/prometheus/prometheus.yml", append),
        ("out/prometheus/prometheus.yml", same_size),
        ("out/prometheus/prometheus.yml", Path.unlink),
        (".o11y/state", Path.unlink),
        (".o11y/state", append),
    ],
)
def test_any_change_is_noticed(root: Path, name: str, change: Callable[[Path], None]) -> None:
    """A definition, a new or missing file, the project file, the output: none goes unnoticed."""
    change(root / name)

    assert run(root) is None or name == ".o11y/state"


def test_damaged_state_is_no_state(root: Path) -> None:
    """Whatever is in the state file, the run looks for itself."""
    state = root / ".o11y/state"
    whole = state.read_bytes()
    answers = set()
    for content in (b"", b"x", whole[: len(whole) // 2], b"o11y state 1\ni\x01\x00\x00\x00"):
        state.write_bytes(content)
        answers.add(run(root))

    assert {None} == answers


def test_foreign_file_in_the_output_is_no_change(root: Path) -> None:
    """What others put beside our files does not concern us."""
    (root / "out/notes.md").write_text("mine")

    assert run(root) is not None


def test_other_output_folder_is_looked_at(root: Path) -> None:
    """The state of one output folder says nothing of another."""
    arguments = ["generate", "--root", str(root), "--out", str(root / "elsewhere")]

    assert answer(arguments, "0") is None


@pytest.mark.parametrize("option", ["--no-cache", "--adopt", "--format=json", "--root"])
def test_other_options_are_not_answered_fast(root: Path, option: str) -> None:
    """Whatever is more than a root and an output folder goes to the command itself."""
    assert answer(["generate", "--root", str(root), option], "0") is None


def test_imported_private_file_is_watched(root: Path) -> None:
    """A helper that is no definition file, but imported by one, is watched like one."""
    (root / "services/_shapes.py").write_text("REPLICAS = 3\n")
    api = root / "services/api.py"
    api.write_text(f"from services._shapes import REPLICAS\n{api.read_text()}")
    settle(root)

    append(root / "services/_shapes.py")

    assert run(root) is None


def test_file_that_a_definition_opens_is_watched(root: Path) -> None:
    """Data that a definition reads count as part of it."""
    data = root / "limits.txt"
    data.write_text("1000")
    alerts = root / "alerts/api.py"
    alerts.write_text(f"open({str(data)!r}).read()\n{alerts.read_text()}")
    settle(root)

    append(data)

    assert run(root) is None


def test_definition_that_runs_a_program_is_never_answered_fast(root: Path) -> None:
    """What a definition learns from another program can change at any time."""
    alerts = root / "alerts/api.py"
    alerts.write_text(f"import subprocess\nsubprocess.run(['true'])\n{alerts.read_text()}")

    with pytest.raises(AssertionError, match="never remembered"):
        settle(root)


def test_file_changed_during_the_run_is_not_trusted(root: Path) -> None:
    """A definition that is newer than the run's begin may not be what the run read."""
    api = root / "services/api.py"
    os.utime(api, ns=(2 * 10**18, 2 * 10**18))

    generate(str(root), None, adopt=False, say=print)

    assert run(root) is None


def test_folder_below_the_root_finds_the_root(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a folder of the repository, the nearest root above is meant."""
    monkeypatch.chdir(root / "services")

    assert answer(["generate"], "0") is not None
