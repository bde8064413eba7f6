"""What user code reads while it runs, so that an unchanged run can be told from a changed one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

__all__ = ["Witness", "witnessing"]

_LISTS = ("os.listdir", "os.scandir", "glob.glob")
_BEYOND = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "socket.connect")
_INSTALLED = (sys.prefix, sys.base_prefix, sys.exec_prefix, "/dev", "/proc", "/sys")


class Witness:
    """The files and folders that were opened, and whether the code reached beyond files."""

    def __init__(self) -> None:
        self.opened: set[str] = set()
        self.reached_out = False

    def see(self, event: str, path: object) -> None:
        """Note one of the interpreter's audit events."""
        self.reached_out |= event in _BEYOND
        if event not in _LISTS and event != "open":
            return
        if isinstance(path, str | bytes | os.PathLike):
            full = os.path.abspath(os.fsdecode(path))
            if not full.startswith(_INSTALLED):
                self.opened.add(_source(full))


def _source(path: str) -> str:
    """Return the file that was compiled to *path*, or *path* itself."""
    folder, mark, name = path.partition("/__pycache__/")
    return f"{folder}/{name.partition('.')[0]}.py" if mark else path


_current: ContextVar[Witness | None] = ContextVar("_current", default=None)


@contextmanager
def witnessing() -> Iterator[Witness]:
    """Note what is opened while the block runs (https://docs.python.org/3/library/audit_events.html).

    What code learns without opening anything, such as the time or the environment, is not seen.
    """
    _install()
    witness = Witness()
    token = _current.set(witness)
    try:
        yield witness
    finally:
        _current.reset(token)


@cache
def _install() -> None:
    """Add the hook, once a process: the interpreter has no way to take one out."""
    sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    witness = _current.get()
    if witness is not None and arguments:
        witness.see(event, arguments[0])
