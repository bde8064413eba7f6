"""Find, read and write files of specs: what is written is written whole, all files or none."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping

from observability.base.errors import FormatError
from observability.formats.go_regex import go_regex
from observability.io.errors import WriteError

__all__ = ["discover", "is_folder", "outputs", "read_file", "write_files", "yaml_files"]

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
    made: dict[str, str] = {}
    try:
        for path, content in contents.items():
            made[path] = _beside(path, content)
        for path, temporary in made.items():
            os.replace(temporary, path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteError(f"{error.filename or 'output'}: {reason}") from error
    finally:
        for temporary in made.values():
            if os.path.exists(temporary):
                os.unlink(temporary)


def _beside(path: str, content: bytes) -> str:
    folder = os.path.dirname(os.path.abspath(path))
    os.makedirs(folder, exist_ok=True)
    if os.path.isdir(path):
        raise IsADirectoryError(21, "is a directory", path)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".o11y-", suffix=".tmp")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(name, 0o666 & ~_umask())
    return name


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
