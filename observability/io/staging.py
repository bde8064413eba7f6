"""Files that are written aside, part by part, before a folder is made of them as a whole.

What is written need not be held in memory. The folder for it lies beside the one to be, so that
its files are only renamed in the end; it is gone when the run ends, and what a run that died left
is cleared away by the next one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count

import attrs

from observability.io.content import Staged

__all__ = ["Draft", "Piece", "Stage", "staging"]

_START = ".o11y-staged-"


@attrs.frozen(kw_only=True)
class Draft:
    """What a file is made of: its *head*, and sections, each an opening and the texts after it.

    A section without texts is left out. If none has any, *bare* stands in their place.
    """

    head: str
    sections: Sequence[tuple[str, Sequence[str]]]
    bare: str = ""


@attrs.frozen(kw_only=True)
class Piece:
    """A draft that is written as if it were the whole file.

    *sections* are the openings, each with how many bytes follow it; the first begins at *start*.
    """

    staged: Staged
    start: int
    sections: tuple[tuple[bytes, int], ...]
    bare: bytes


class Stage:
    """The folder in which files wait; two processes may use it at once."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._numbers = count()

    def add(self, draft: Draft) -> Piece:
        """Write *draft*."""
        sections = [
            (opening.encode(), "".join(texts).encode()) for opening, texts in draft.sections
        ]
        head, bare = draft.head.encode(), draft.bare.encode()
        full = [part for opening, body in sections if body for part in (opening, body)]
        return Piece(
            staged=self._written([head, *(full or [bare])]),
            start=len(head),
            sections=tuple((opening, len(body)) for opening, body in sections),
            bare=bare,
        )

    def joined(self, head: str, pieces: Sequence[Piece]) -> Staged:
        """Return the file of which *pieces* are the parts, with their sections put together."""
        first, *others = pieces
        return self._written(_parts(head.encode(), pieces)) if others else first.staged

    def _written(self, parts: Iterator[bytes] | Sequence[bytes]) -> Staged:
        path = os.path.join(self._folder, f"{os.getpid()}-{next(self._numbers)}")
        digest = hashlib.sha256()
        with open(path, "xb") as file:
            for part in parts:
                digest.update(part)
                file.write(part)
        return Staged(path=path, digest=digest.hexdigest())


def _parts(head: bytes, pieces: Sequence[Piece]) -> Iterator[bytes]:
    yield head
    starts = [piece.start for piece in pieces]
    for number, (opening, _) in enumerate(pieces[0].sections):
        is_open = False
        for at, piece in enumerate(pieces):
            size = piece.sections[number][1]
            if size:
                if not is_open:
                    yield opening
                starts[at] += len(opening)
                yield _read(piece.staged.path, starts[at], size)
                starts[at] += size
                is_open = True
    if starts == [piece.start for piece in pieces]:
        yield pieces[0].bare


def _read(path: str, start: int, size: int) -> bytes:
    with open(path, "rb") as file:
        file.seek(start)
        return file.read(size)


@contextmanager
def staging(out: str) -> Iterator[Stage]:
    """Hold a folder beside *out*, or near it, for files that will be put there.

    Raises:
        OSError: If there is no room for it anywhere.
    """
    folder, descriptor = _held(os.path.dirname(out))
    try:
        _sweep(os.path.dirname(folder))
        yield Stage(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def _held(near: str) -> tuple[str, int]:
    """Make a folder, and hold its lock."""
    while True:
        folder = _new(near)
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.path.isdir(folder):
            return folder, descriptor
        os.close(descriptor)  # another run took it for a dead one's before it was locked


def _new(near: str) -> str:
    while not os.path.isdir(near):
        near = os.path.dirname(near)
    with suppress(OSError):  # told when the folder itself can not be made
        return tempfile.mkdtemp(prefix=_START, dir=near)
    return tempfile.mkdtemp(prefix=_START)


def _sweep(home: str) -> None:
    """Remove what runs left in *home* that died: nobody holds its lock."""
    left = [one for one in os.listdir(home) if one.startswith(_START)]
    for folder in (os.path.join(home, one) for one in left):
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(descriptor)
