"""Read the specs that a path names: one file, or every YAML file below a folder."""

from __future__ import annotations

import os

from observability.base.errors import LoadError

__all__ = ["read_specs", "real_root_of", "root_of"]

_ENDINGS = (".yml", ".yaml")


def read_specs(path: str) -> dict[str, bytes]:
    """Return the content of each file that *path* names, by its path, in the order of the paths.

    Links to folders are not followed, and what is hidden is passed over.

    Raises:
        LoadError: If there is no such path, nothing below it is YAML, or a file can not be read.
    """
    if not os.path.lexists(path):
        raise LoadError(f"{path}: no such file or folder")
    files = _below(path) if os.path.isdir(path) else [path]
    if not files:
        hint = "name a file, or a folder with files that end in .yml or .yaml"
        raise LoadError(f"{path}: no specs in this folder\n  = help: {hint}")
    return {file: _content(file) for file in files}


def root_of(path: str) -> str:
    """Return the folder that the files of *path* are named below, as the user wrote it."""
    return path if os.path.isdir(path) else os.path.dirname(path)


def real_root_of(path: str) -> str:
    """Return the folder that must not be replaced: that of the specs."""
    return root_of(os.path.realpath(path))


def _below(folder: str) -> list[str]:
    found: list[str] = []
    for inner, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            os.path.join(inner, name)
            for name in names
            if name.endswith(_ENDINGS) and not name.startswith(".")
        ]
    return sorted(found)


def _content(file: str) -> bytes:
    try:
        with open(file, "rb") as opened:
            return opened.read()
    except OSError as error:
        raise LoadError(f"{file}: {(error.strerror or str(error)).lower()}") from error
