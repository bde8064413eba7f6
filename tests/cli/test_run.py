"""What a transcript can not show: signals, terminals, and folders that are not ours to write."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from observability.io.starter import start

TOOL = [sys.executable, "-m", "observability"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a repository."""
    start(str(tmp_path / "shop"), "0")
    return tmp_path / "shop"


def test_interrupt_is_one_line(root: Path) -> None:
    """Ctrl-C ends a run with one line and 130, and leaves no output folder behind."""
    mark = root / "began"
    text = f"import time\nopen({str(mark)!r}, 'w').close()\ntime.sleep(60)\n"
    (root / "alerts/slow.py").write_text(text)
    process = subprocess.Popen(
        [*TOOL, "generate"],
        cwd=root,
        stderr=subprocess.PIPE,
        text=True,
        # a shell in the background ignores the signal, and its children inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    while not mark.exists():
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)

    assert (130, "o11y: interrupted; the output folder is whole\n") == (process.returncode, errors)
    assert not (root / "out").exists()


def on_terminal(command: list[str], folder: Path, variables: dict[str, str]) -> bytes:
    """Return what *command* writes to a terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", **variables}
    environment = {key: value for key, value in environment.items() if value}
    subprocess.run(command, cwd=folder, env=environment, stdout=theirs, stderr=theirs, check=False)
    os.close(theirs)
    parts = []
    while part := _read(ours):
        parts.append(part)
    os.close(ours)
    return b"".join(parts)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end is closed
        return b""


@pytest.mark.parametrize(("variable", "coloured"), [("", True), ("1", False)])
def test_colours_are_for_terminals_that_want_them(
    root: Path, variable: str, coloured: bool
) -> None:
    """A terminal gets colours unless NO_COLOR is set."""
    (root / "slos/x.py").write_text("x = 1 / 0\n")

    text = on_terminal([*TOOL, "check"], root, {"NO_COLOR": variable})

    assert (b"\x1b[" in text) is coloured


def test_pipe_gets_no_colours(root: Path) -> None:
    """What is not a terminal gets plain text."""
    done = subprocess.run([*TOOL, "check"], cwd=root, capture_output=True, check=False)

    assert b"\x1b[" not in done.stdout + done.stderr


def test_folder_that_can_not_be_made(root: Path) -> None:
    """What the system refuses is one line that names the path, and exit code 2."""
    (root / ".o11y").write_text("in the way")

    done = subprocess.run(
        [*TOOL, "generate"], cwd=root, capture_output=True, text=True, check=False
    )

    assert (2, f"o11y: {root}/.o11y: File exists\n") == (done.returncode, done.stderr)


def test_folder_that_can_not_be_written(root: Path) -> None:
    """A user without permission gets one line, and nothing is written."""
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    root.chmod(0o555)

    done = subprocess.run(
        [*TOOL, "generate"], cwd=root, capture_output=True, text=True, check=False
    )
    root.chmod(0o755)

    assert (2, f"o11y: {root}/.o11y: Permission denied\n") == (done.returncode, done.stderr)
