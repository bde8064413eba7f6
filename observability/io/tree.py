"""What lies below a folder, and how a new folder is made from it without copying."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Mapping

import attrs

from observability.io.content import Content, put

__all__ = ["Tree", "build", "scan"]


@attrs.frozen(kw_only=True)
class Tree:
    """The entries below a folder by relative path; a link to a folder is a leaf, too."""

    leaves: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


def scan(folder: str) -> Tree:
    """Return what lies below *folder*, sorted; nothing if there is no such folder.

    Raises:
        OSError: If a folder can not be read.
    """
    leaves: list[str] = []
    folders: list[str] = []
    waiting = [""] if os.path.isdir(folder) else []
    while waiting:
        inner = waiting.pop()
        with os.scandir(os.path.join(folder, inner)) as entries:
            for entry in entries:
                path = f"{inner}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                    waiting.append(f"{path}/")
                else:
                    leaves.append(path)
    return Tree(leaves=tuple(sorted(leaves)), folders=tuple(sorted(folders)))


def build(new: str, old: str, kept: Iterable[str], written: Mapping[str, Content]) -> None:
    """Make the folder *new* from the entries *kept* of *old* and the files *written*.

    What is kept is linked, not copied, so it stays the same file to everybody who holds it open.
    All of it is on the disk when this returns.

    Raises:
        OSError: If something can not be read or written; *new* is then incomplete.
    """
    os.mkdir(new)
    for path, content in written.items():
        put(content, os.path.join(new, path))
    for path in kept:
        _link(os.path.join(old, path), os.path.join(new, path))
    for path in written:
        _like(os.path.join(old, path), os.path.join(new, path))
    for path in _empty_folders(old):
        _make_folder(os.path.join(new, path))
    for path in ("", *scan(new).folders):
        _like(os.path.join(old, path), os.path.join(new, path))
    _flush(new, written)


def _link(old: str, new: str) -> None:
    os.makedirs(os.path.dirname(new), exist_ok=True)
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:  # no links on this file system, or not to a file of somebody else's
        shutil.copy2(old, new, follow_symlinks=False)


def _make_folder(path: str) -> None:
    try:
        os.makedirs(path, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        return  # a file of ours has its place


def _like(old: str, new: str) -> None:
    """Give *new* the owner and the permissions of *old*, where both are of one kind."""
    try:
        before, after = os.lstat(old), os.lstat(new)
    except (FileNotFoundError, NotADirectoryError):
        return
    if stat.S_IFMT(before.st_mode) != stat.S_IFMT(after.st_mode):
        return
    if (before.st_uid, before.st_gid) != (after.st_uid, after.st_gid):
        try:
            os.chown(new, before.st_uid, before.st_gid)
        except PermissionError:
            return
    os.chmod(new, stat.S_IMODE(before.st_mode))


def _empty_folders(folder: str) -> list[str]:
    tree = scan(folder)
    full = {os.path.dirname(path) for path in (*tree.leaves, *tree.folders)}
    return [path for path in tree.folders if path not in full]


def _flush(new: str, written: Iterable[str]) -> None:
    """Wait for the disk. Files first: the journal's first commit then takes the others along."""
    for path in written:
        _sync(os.path.join(new, path))
    for path in ("", *scan(new).folders):
        _sync(os.path.join(new, path))


def _sync(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
