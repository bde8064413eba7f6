"""Put a whole folder in the place of another in one step, and clear up after runs that died.

While a run works, its new folder is a sibling with a known name. It is never deleted blindly:
what the tool did not write goes back to where it belongs.
"""

from __future__ import annotations

import ctypes
import errno
import os

from observability.io import manifest
from observability.io.tree import scan

__all__ = ["new_name", "old_name", "recover", "swap"]

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_UNSUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def new_name(out: str) -> str:
    """Return the folder beside *out* in which its successor is built."""
    return _sibling(out, "new")


def old_name(out: str) -> str:
    """Return the folder beside *out* to which it moves where folders can not be exchanged."""
    return _sibling(out, "old")


def swap(out: str) -> None:
    """Put the finished new folder in the place of *out*, then clear the old one away.

    Raises:
        OSError: If the file system refuses; *out* is then as it was.
    """
    new, old = new_name(out), old_name(out)
    if not os.path.lexists(out):
        os.rename(new, out)
    elif not _exchange(new, out):
        _replace(new, out, old)
    _sync_parent(out)
    recover(out)


def recover(out: str) -> None:
    """Clear away what a run left beside *out*, whenever it died.

    Raises:
        OSError: If something can not be removed.
    """
    new, old = new_name(out), old_name(out)
    if os.path.isdir(old) and not os.path.lexists(out):
        os.rename(old, out)
    for leftover in (new, old):
        if os.path.isdir(leftover):
            _sweep(leftover, out)


def _sibling(out: str, word: str) -> str:
    folder, name = os.path.split(out)
    return os.path.join(folder, f".{name}.o11y-{word}")


def _replace(new: str, out: str, old: str) -> None:
    """Do in two steps what can not be done in one; *recover* knows the moment between them."""
    os.rename(out, old)
    try:
        os.rename(new, out)
    except OSError:
        os.rename(old, out)
        raise


def _exchange(new: str, out: str) -> bool:
    """Exchange two folders in one step; false where the system has no such call."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    first, second = os.fsencode(new), os.fsencode(out)
    if call(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), out)


def _sync_parent(out: str) -> None:
    descriptor = os.open(os.path.dirname(out), os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sweep(tree: str, out: str) -> None:
    """Remove *tree*; give *out* what in it is not ours and has no newer successor there."""
    ours = {manifest.NAME, *manifest.read(tree), *manifest.read(out)}
    found = scan(tree)
    for path in found.folders:
        os.chmod(os.path.join(tree, path), 0o700)  # one can not unlink in a read-only folder
    # The manifest goes last: if we die here, the next run must still know what is ours.
    for path in sorted(found.leaves, key=lambda leaf: leaf == manifest.NAME):
        source, target = os.path.join(tree, path), os.path.join(out, path)
        if path in ours or _has(target, source):
            os.unlink(source)
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.rename(source, target)
    for path in reversed(found.folders):
        os.rmdir(os.path.join(tree, path))
    os.rmdir(tree)


def _has(target: str, source: str) -> bool:
    """Tell whether *target* is the same file as *source*, or one at least as new."""
    try:
        there, here = os.lstat(target), os.lstat(source)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return os.path.samestat(there, here) or there.st_mtime_ns >= here.st_mtime_ns
