"""What the last run saw, so that the next one can tell by looking that nothing has changed.

The state holds what `os.stat` says of every file that a run depends on or wrote: the definitions
and all that they imported or opened, the tool's own files, and out/. An unchanged ``generate`` is
answered from here alone, so this module imports nothing that costs time.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Iterable

from observability.io.root import FOLDERS

__all__ = ["forget", "recall", "remember"]

_MAGIC = b"o11y state 1\n"
_TOOL = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_TICK = 20_000_000  # file systems stamp no finer than the kernel's timer: up to 10 ms

Facts = dict[str, tuple[int, ...] | None]


def recall(root: str, out: str) -> str | None:
    """Return what the last run told, if a run that writes *out* would change nothing."""
    try:
        with open(_path(root), "rb") as file:
            content = file.read().removeprefix(_MAGIC)
        head, seen, listing, facts, told = marshal.loads(content)  # noqa: S302 - we wrote it
        same = head == _head(out) and seen == _paths() and listing == _listing(root)
    except (OSError, EOFError, ValueError, TypeError):  # none, of another version, or damaged
        return None
    if not same:
        return None
    for path, fact in facts.items():
        if _fact(path) != fact:
            return None
    return str(told)


def remember(
    root: str,
    out: str,
    *,
    read: Iterable[str],
    written: Iterable[str],
    taken: int,
    told: str,
) -> None:
    """Note the state after a run, unless something it read may have changed meanwhile.

    Args:
        root: The root of the definitions.
        out: The output folder.
        read: Every file that the definitions came from, absolute or below *root*.
        written: Every file the tool owns, below *out*.
        taken: When the run began, on the file system's clock.
        told: What the run told, for the next one to repeat.
    """
    inputs = _facts(root, (*read, "pyproject.toml"))
    if any(fact and max(fact[0], fact[1]) > taken - _TICK for fact in inputs.values()):
        return
    facts = {**inputs, **_tool_facts(), **_facts(out, written)}
    content = marshal.dumps((_head(out), _paths(), _listing(root), facts, told))
    fresh = f"{_path(root)}.new"
    with open(fresh, "wb") as file:
        file.write(_MAGIC + content)
    os.replace(fresh, _path(root))


def forget(root: str) -> None:
    """Drop the state, so that the next run looks at everything."""
    try:
        os.unlink(_path(root))
    except FileNotFoundError:
        return


def _path(root: str) -> str:
    return os.path.join(root, ".o11y", "state")


def _head(out: str) -> tuple[str, str, str]:
    return (sys.version, _TOOL, out)


def _paths() -> list[tuple[str, int]]:
    """Return the folders of installed packages: one that is installed or updated changes them."""
    folders = [path for path in sys.path if path.endswith("-packages") and os.path.isdir(path)]
    return [(path, os.stat(path).st_mtime_ns) for path in folders]


def _listing(root: str) -> list[str]:
    """Return the names of all that lies in the folders of the definitions."""
    found: list[str] = []
    for folder in FOLDERS:
        for place, folders, files in os.walk(os.path.join(root, folder)):
            folders[:] = sorted(one for one in folders if one != "__pycache__")
            found += [place, *sorted(files)]
    return found


def _facts(folder: str, paths: Iterable[str]) -> Facts:
    full = [os.path.join(folder, path) for path in paths]
    return {path: _fact(path) for path in full}


def _fact(path: str) -> tuple[int, ...] | None:
    try:
        seen = os.stat(path, follow_symlinks=False)
    except OSError:
        return None
    return (seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino, seen.st_mode)


def _tool_facts() -> Facts:
    facts: Facts = {}
    for place, folders, files in os.walk(_TOOL):
        folders[:] = [one for one in folders if one != "__pycache__"]
        facts |= _facts(place, files)
    return facts
