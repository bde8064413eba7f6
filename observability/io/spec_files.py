"""Find, read and write files of specs: what is written is written whole, all files or none."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count

from observability.base.errors import FormatError
from observability.formats.go_regex import go_regex
from observability.io.errors import WriteError

__all__ = [
    "Pending",
    "discover",
    "is_folder",
    "outputs",
    "read_file",
    "write_files",
    "writing",
    "yaml_files",
]

_ENDS = (".yml", ".yaml")


def is_folder(path: str) -> bool:
    """Tell whether *path* is a folder.

    Raises:
        WriteError: If there is nothing of that name.
    """
    if not os.path.exists(path):
        raise WriteError(f"{path}: no such file or directory")
    return os.path.isdir(path)


def discover(path: str, exclude: str, include: str) -> tuple[str, ...]:
    """Return the YAML files below *path*, in the order that Sloth walks them.

    Args:
        path: A folder, or a file.
        exclude: A regular expression, as Go has them, of paths to leave out; empty for none.
        include: A regular expression that all others must match; empty for all.

    Raises:
        WriteError: If there is nothing at *path*, or a regular expression is none.
    """
    without, only = _regex("exclude", exclude), _regex("include", include)
    files = _walk(path) if is_folder(path) else iter([path])
    return tuple(
        file
        for file in files
        if file.lower().endswith(_ENDS)
        and not (without is not None and without.search(file))
        and (only is None or only.search(file))
    )


def yaml_files(folder: str) -> tuple[str, ...]:
    """Return the YAML files below *folder*.

    Raises:
        WriteError: If there is nothing of that name.
    """
    is_folder(folder)
    return tuple(file for file in _walk(folder) if file.endswith(_ENDS))


def _walk(folder: str) -> Iterator[str]:
    for name in sorted(os.listdir(folder)):
        path = os.path.normpath(os.path.join(folder, name))
        if os.path.isdir(path) and not os.path.islink(path):
            yield from _walk(path)
        elif not os.path.isdir(path):
            yield path


def _regex(name: str, text: str) -> re.Pattern[str] | None:
    try:
        return go_regex(text) if text else None
    except FormatError as error:
        raise WriteError(f"invalid {name} regex: {error}") from error


def read_file(path: str) -> bytes:
    """Return the bytes of the file at *path*.

    Raises:
        WriteError: If it can not be read.
    """
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise WriteError(f"{path}: {(error.strerror or str(error)).lower()}") from error


def outputs(files: tuple[str, ...], folder: str, out: str) -> dict[str, str]:
    """Return where below *out* the rules of each of *files* below *folder* are written.

    Raises:
        WriteError: If *out* is no folder, or *folder* itself.
    """
    if not os.path.exists(out):
        raise WriteError(f"{out}: no such file or directory\n  = help: make the folder first")
    if not os.path.isdir(out):
        message = f'the path "{out}" is not a directory, however input is a directory'
        raise WriteError(message)
    if os.path.abspath(folder) == os.path.abspath(out):
        same = os.path.abspath(folder)
        raise WriteError(f"input and output can't be the same directory: {same}")
    return {file: os.path.join(out, os.path.relpath(file, folder)) for file in files}


def write_files(contents: Mapping[str, bytes]) -> None:
    """Write *contents* by path: first all beside their places, then each into its own.

    Raises:
        WriteError: If that is not possible; what could not be replaced is as it was.
    """
    with writing() as pending:
        for path, content in contents.items():
            pending.add(path, [content])
        pending.put()


class Pending:
    """Files that are written beside their places, until all are there and can be put in them."""

    def __init__(self) -> None:
        self._made: dict[str, str] = {}
        self._folders: list[str] = []

    def add(self, path: str, pieces: Iterable[bytes]) -> None:
        """Write *pieces* beside *path*."""
        folder = os.path.dirname(os.path.abspath(path))
        self._make(folder)
        if os.path.isdir(path):
            raise IsADirectoryError(21, "is a directory", path)
        handle, self._made[path] = _new(folder, len(self._made))
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)

    def adopt(self, other: Pending) -> None:
        """Take over the files of *other*, which another process wrote."""
        self._made |= other._made
        self._folders += other._folders

    def put(self) -> None:
        """Put all files in their places."""
        while self._made:
            path, temporary = next(iter(self._made.items()))
            os.replace(temporary, path)
            del self._made[path]
        self._folders.clear()

    def discard(self) -> None:
        """Remove what is not in its place."""
        for temporary in self._made.values():
            with suppress(FileNotFoundError):
                os.unlink(temporary)
        for folder in sorted(self._folders, key=len, reverse=True):  # the inner ones first
            with suppress(OSError):  # somebody else has put something there
                os.rmdir(folder)

    def _make(self, folder: str) -> None:
        if os.path.isdir(folder):
            return
        if folder != os.path.dirname(folder):
            self._make(os.path.dirname(folder))
        with suppress(FileExistsError):  # another process was faster
            os.mkdir(folder)
            self._folders.append(folder)


@contextmanager
def writing() -> Iterator[Pending]:
    """Collect files; those that are not put in their places by the end are removed again.

    Raises:
        WriteError: If one can not be written.
    """
    pending = Pending()
    try:
        yield pending
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteError(f"{error.filename or 'output'}: {reason}") from error
    finally:
        pending.discard()


def _new(folder: str, first: int) -> tuple[int, str]:
    """Open a file in *folder* that was not there, with a number in its name from *first* on."""
    for number in count(first):
        name = os.path.join(folder, f".o11y-{os.getpid()}-{number}.tmp")
        with suppress(FileExistsError):
            return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666), name
    raise AssertionError  # counting has no end
