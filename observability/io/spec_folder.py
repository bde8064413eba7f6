"""Specs that a path names, and the repository that they are imported to."""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping

from observability.base.errors import LoadError
from observability.base.source import Source
from observability.io.errors import WriteError
from observability.io.spec_files import discover, is_folder, read_file, write_files

__all__ = [
    "nothing_in",
    "place_of_definition",
    "read_specs",
    "real_root_of",
    "root_of",
    "spec_paths",
    "write_new",
]


def read_specs(path: str, exclude: str = "", include: str = "") -> dict[str, bytes]:
    """Return the content of each file that *path* names, as `spec_paths` does, by its path.

    Raises:
        LoadError: If nothing below *path* is YAML, or is chosen.
        WriteError: If there is no such path, a file can not be read, or an expression is none.
    """
    return {file: read_file(file) for file in spec_paths(path, exclude, include)}


def nothing_in(path: str) -> LoadError:
    """Return what is wrong with *path*, whose files are YAML and promise nothing."""
    hint = "write a spec of Sloth, OpenSLO or Pyrra into it, or name another path"
    return LoadError(f"{path}: no SLO in it\n  = help: {hint}")


def spec_paths(path: str, exclude: str = "", include: str = "") -> tuple[str, ...]:
    """Return the files that *path* names, in the order of the paths.

    *exclude* and *include* choose among the files of a folder, by regular expressions.

    Raises:
        LoadError: If nothing below *path* is YAML, or is chosen.
        WriteError: If there is no such path, or an expression is none.
    """
    files = discover(path, exclude, include) if is_folder(path) else (path,)
    if not files:
        hint = "name a file, or a folder with files that end in .yml or .yaml"
        hint = "none is left by --fs-exclude and --fs-include" if exclude or include else hint
        raise LoadError(f"{path}: no specs in this folder\n  = help: {hint}")
    return files


def root_of(path: str) -> str:
    """Return the folder that the files of *path* are named below, as the user wrote it."""
    return path if os.path.isdir(path) else os.path.dirname(path)


def real_root_of(path: str) -> str:
    """Return the folder that must not be replaced: that of the specs."""
    return root_of(os.path.realpath(path))


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
    write_files({path: text.encode() for path, text in files.items()})
