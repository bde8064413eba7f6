"""Replace out/ as a whole: whatever happens, it is the old one or the new one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

import attrs

from observability.io import manifest
from observability.io.changes import Changes, compare
from observability.io.content import Content
from observability.io.errors import WriteError, refused
from observability.io.lock import FOLDER, locked
from observability.io.root import FOLDERS
from observability.io.swap import new_name, recover, swap
from observability.io.tree import build

__all__ = ["output_folder", "write"]


def output_folder(root: str, out: str | None) -> str:
    """Return the absolute path of *out*, by default ``out`` below *root*.

    Raises:
        WriteError: If replacing it would take other things along.
    """
    folder = os.path.realpath(out if out is not None else os.path.join(root, "out"))
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise WriteError(f"{folder}: is a file\n  = help: give --out a folder of its own")
    if os.path.ismount(folder):
        hint = "give --out a folder inside it: what is mounted can not be replaced as a whole"
        raise WriteError(f"{folder}: is a mount point\n  = help: {hint}")
    if _holds(folder, root):
        raise WriteError(
            f"{folder}: holds the definitions\n  = help: give --out a folder of its own"
        )
    for name in (*FOLDERS, FOLDER, ".git"):
        if _holds(os.path.join(root, name), folder):
            raise WriteError(f"{folder}: lies in {name}/\n  = help: give --out a folder of its own")
    return folder


def write(
    out: str,
    files: Mapping[str, Content],
    *,
    adopt: bool,
    say: Callable[[str], None],
    before: Callable[[], None],
) -> Changes:
    """Make *out* hold *files*, and return what that changed. The caller holds the root's lock.

    Args:
        out: The folder, as `output_folder` gives it.
        files: The content of each file by its path below *out*.
        adopt: Whether files that others wrote may be overwritten where they are in the way.
        say: Told when another run keeps us waiting.
        before: Called once it is clear that something will be written, before it is.

    Raises:
        WriteError: If that is not possible; *out* is then as it was.
    """
    _check_paths(files)
    with refused(out):
        os.makedirs(os.path.dirname(out), exist_ok=True)
        with locked(os.path.dirname(out), say):
            recover(out)
            changes = _permitted(out, compare(out, files), adopt=adopt)
            if changes.any:
                before()
                _replace(out, files, changes)
    return changes


def _replace(out: str, files: Mapping[str, Content], changes: Changes) -> None:
    fresh: dict[str, Content] = {manifest.NAME: manifest.render(files)}
    fresh |= {path: files[path] for path in (*changes.added, *changes.changed)}
    kept = (*changes.unchanged, *(path for path in changes.stray if path not in fresh))
    try:
        build(new_name(out), out, kept, fresh)
        swap(out)
    except BaseException:
        recover(out)
        raise


def _permitted(out: str, changes: Changes, *, adopt: bool) -> Changes:
    """Return *changes*, free to be made; stop if a file that is not ours is in the way."""
    hopeless = [path for path in changes.blocked if path not in changes.changed]
    blocked = hopeless if adopt else changes.blocked
    if not blocked:
        return attrs.evolve(changes, blocked=())
    lines = [f"{os.path.join(out, path)}: not written by o11y, and in the way" for path in blocked]
    hint = "move it away" if hopeless else "move it away, or overwrite it with --adopt"
    raise WriteError("\n".join([*lines, f"  = help: {hint}"]))


def _check_paths(files: Mapping[str, Content]) -> None:
    """Stop if a path could lead out of the folder, or two paths could not both exist."""
    for path in files:
        parts = path.split("/")
        if not path.isprintable() or any(part in ("", ".", "..") for part in parts):
            raise ValueError(f"{path!r} is no path below the output folder")
        if path == manifest.NAME or any(
            "/".join(parts[:count]) in files for count in range(1, len(parts))
        ):
            raise ValueError(f"{path!r} can not exist beside the other files")


def _holds(folder: str, inner: str) -> bool:
    return os.path.commonpath([folder, inner]) == folder
