"""One run at a time: a lock that the kernel gives back however a run ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from observability.io.errors import WriteError

__all__ = ["FOLDER", "alone", "locked"]

FOLDER = ".o11y"

_PATIENCE = 60.0
_NOTICE = 1.0
_PAUSE = 0.05


@contextmanager
def alone(root: str, say: Callable[[str], None]) -> Iterator[int]:
    """Hold the lock of the repository at *root*; yields as `locked` does.

    Raises:
        WriteError: If another run does not end in time.
        OSError: If the tool's own folder can not be made.
    """
    with locked(os.path.join(_private(root), "lock"), say) as taken:
        yield taken


@contextmanager
def locked(path: str, say: Callable[[str], None], patience: float = _PATIENCE) -> Iterator[int]:
    """Hold the lock at *path*, a file that is made if need be, or a folder that exists.

    Yields the moment it was taken, in nanoseconds of the file system's own clock.

    Args:
        path: What every run agrees on.
        say: Told once when another run keeps us waiting.
        patience: How many seconds to wait for it.

    Raises:
        WriteError: If the other run does not end in time.
    """
    flags = os.O_RDONLY if os.path.isdir(path) else os.O_RDWR | os.O_CREAT
    descriptor = os.open(path, flags | os.O_CLOEXEC, 0o666)
    try:
        _wait(descriptor, path, say, patience)
        if not os.path.isdir(path):
            os.utime(descriptor)
        yield os.fstat(descriptor).st_mtime_ns
    finally:
        os.close(descriptor)


def _private(root: str) -> str:
    """Return the tool's own folder, made if need be and hidden from git."""
    folder = os.path.join(root, FOLDER)
    hidden = os.path.join(folder, ".gitignore")
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(hidden):
        with open(hidden, "w", encoding="utf-8") as file:
            file.write("*\n")
    return folder


def _wait(descriptor: int, path: str, say: Callable[[str], None], patience: float) -> None:
    waited, told = 0.0, False
    while not _taken(descriptor):
        if waited >= patience:
            raise WriteError(
                f"{path}: another run has held the lock for {patience:g} s\n"
                f"  = help: see who with `fuser {path}`; let it end, then run again"
            )
        if waited >= _NOTICE and not told:
            say("waiting for another run of o11y to end")
            told = True
        time.sleep(_PAUSE)
        waited += _PAUSE


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
