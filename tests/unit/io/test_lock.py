"""observability.io.lock: one run at a time, and a second one is not left in the dark."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from observability.io import lock
from observability.io.errors import WriteError
from observability.io.lock import alone, locked


@pytest.fixture
def held(tmp_path: Path) -> Iterator[str]:
    """Hold a lock as another process would, and return its path."""
    path = str(tmp_path / "lock")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    yield path
    os.close(descriptor)


def test_second_run_is_told_and_gives_up(held: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits is told once, and after a while hears what to do."""
    monkeypatch.setattr(lock, "_NOTICE", 0.1)
    told: list[str] = []

    with pytest.raises(WriteError, match="another run has held the lock"):  # noqa: SIM117
        with locked(held, told.append, patience=0.3):
            pass

    assert told == ["waiting for another run of o11y to end"]


def test_lock_is_free_afterwards(tmp_path: Path) -> None:
    """A run that has ended, well or not, keeps nobody waiting."""
    path = str(tmp_path / "lock")
    with pytest.raises(KeyError), locked(path, print):
        raise KeyError

    with locked(path, print, patience=0):
        pass


def test_own_folder_is_hidden_from_git(tmp_path: Path) -> None:
    """The lock lies in a folder that git does not see."""
    with alone(str(tmp_path), print):
        pass

    assert (tmp_path / ".o11y/.gitignore").read_text() == "*\n"
