"""What out/ holds against what it should hold."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping

import attrs

from observability.io import manifest
from observability.io.content import Content, digest
from observability.io.errors import WriteError
from observability.io.tree import Tree, scan

__all__ = ["Changes", "compare", "contents"]


@attrs.frozen(kw_only=True)
class Changes:
    """What a run does to out/, as paths below it.

    Args:
        added: Written, and not there before.
        changed: Written in the place of another content.
        removed: Written once, and no longer wanted.
        edited: Those of *changed* that somebody edited by hand.
        kept: No longer wanted, but edited by hand: from now on not the tool's.
        blocked: Not the tool's, where a file of the tool should be.
        unchanged: As they should be.
        stray: Everything else that lies there, of which nothing is touched.
        listed: Whether MANIFEST says what it should.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    stray: tuple[str, ...] = ()
    listed: bool = True

    @property
    def any(self) -> bool:
        """Whether out/ is not as it should be."""
        paths = self.added or self.changed or self.removed or self.kept or self.blocked
        return bool(paths) or not self.listed


def compare(out: str, files: Mapping[str, Content]) -> Changes:
    """Return what must happen for *out* to hold *files*.

    Raises:
        WriteError: If something there can not be read.
    """
    try:
        tree, owned = scan(out), manifest.read(out)
        ours = [path for path in tree.leaves if path in files or path in owned]
        found = {path: _digest(out, path) for path in ours}
    except OSError as error:
        raise WriteError(f"{error.filename}: can not be read: {error.strerror}") from error
    wanted = {path: digest(content) for path, content in files.items()}
    edited = {path for path in owned if path in found and found[path] not in owned[path]}
    unchanged = {path for path in files if path in found and found[path] == wanted[path]}
    changed = {path for path in files if path in found} - unchanged
    gone = {path for path in owned if path in found and path not in files}
    stray = set(tree.leaves) - set(files) - (gone - edited) - {manifest.NAME}
    others = {path for path in changed if path not in owned}
    return Changes(
        added=_sorted(set(files) - found.keys()),
        changed=_sorted(changed),
        removed=_sorted(gone - edited),
        edited=_sorted(changed & edited),
        kept=_sorted(gone & edited),
        blocked=_sorted(others | _in_the_way(files, tree, stray)),
        unchanged=_sorted(unchanged),
        stray=_sorted(stray),
        listed=_is_listed(out, wanted),
    )


def contents(out: str, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the content of those of *paths* that are files below *out*.

    Raises:
        WriteError: If one can not be read.
    """
    try:
        present = [path for path in paths if os.path.isfile(os.path.join(out, path))]
        found = {path: _content(out, path) for path in present}
    except OSError as error:
        raise WriteError(f"{error.filename}: can not be read: {error.strerror}") from error
    return {path: content for path, content in found.items() if content is not None}


def _digest(out: str, path: str) -> str:
    """Return the sha256 of what is in the file; empty if it is no regular file."""
    content = _content(out, path)
    return "" if content is None else digest(content)


def _content(out: str, path: str) -> bytes | None:
    """Return what is in the file; None if it is no regular file, which nothing equals."""
    full = os.path.join(out, path)
    if not stat.S_ISREG(os.lstat(full).st_mode):
        return None
    with open(full, "rb") as file:
        return file.read()


def _in_the_way(files: Mapping[str, Content], tree: Tree, stray: set[str]) -> set[str]:
    """Return the strays that lie where a folder of ours must be, or in a folder where a file must.

    The second kind is told as the file that is wanted.
    """
    parents = {parent for path in files for parent in _parents(path)}
    inside = {parent for path in stray for parent in _parents(path)}
    return (stray & parents) | (inside & files.keys() & set(tree.folders))


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def _is_listed(out: str, digests: Mapping[str, str]) -> bool:
    path = os.path.join(out, manifest.NAME)
    return os.path.lexists(path) and _content(out, manifest.NAME) == manifest.listing(digests)


def _sorted(paths: set[str]) -> tuple[str, ...]:
    return tuple(sorted(paths))
