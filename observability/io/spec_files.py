"""Read the specs that a path names: one file, or every YAML file below a folder."""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping

from observability.base.errors import LoadError
from observability.base.source import Source
from observability.io.errors import WriteError

__all__ = ["place_of_definition", "read_specs", "real_root_of", "root_of", "write_new"]

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


def place_of_definition(source: Source, root: str) -> tuple[str, str] | None:
    """Return the module and the variable of what is defined at *source*, below *root*.

    None if it is not the value of a plain assignment there.
    """
    file = source.relative(root).file
    with open(source.file, encoding="utf-8") as opened:
        tree = ast.parse(opened.read())
    for node in tree.body:
        if isinstance(node, ast.Assign) and node.value.lineno == source.line:
            target = node.targets[0]
            if isinstance(target, ast.Name):
                return file.removesuffix(".py").replace("/", "."), target.id
    return None


def write_new(files: Mapping[str, str]) -> None:
    """Write *files* where none is yet: all of them, or none.

    Raises:
        WriteError: If a file is in the way, or one can not be written.
    """
    taken = [path for path in files if os.path.lexists(path)]
    if taken:
        lines = "\n".join(f"{path}: is there already" for path in taken)
        raise WriteError(f"{lines}\n  = help: move it away, or import to another folder")
    fresh: list[str] = []
    try:
        for path, text in files.items():
            os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
            fresh.append(f"{path}.new")
            with open(fresh[-1], "w", encoding="utf-8") as file:
                file.write(text)
        for path in files:
            os.replace(f"{path}.new", path)
    except OSError as error:
        for path in filter(os.path.lexists, fresh):
            os.unlink(path)
        reason = (error.strerror or str(error)).lower()
        raise WriteError(f"{error.filename}: {reason}; nothing was written") from error
