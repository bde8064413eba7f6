"""Where the definitions are: the folder whose pyproject.toml speaks of us.

An unchanged ``generate`` passes here, so nothing but `os` is imported before something is wrong.
"""

from __future__ import annotations

import os

__all__ = ["FOLDERS", "MARK", "definition_files", "find_root", "nearest_root"]

FOLDERS = ("services", "slos", "alerts", "dashboards")
MARK = b"[tool.observability]"


def nearest_root(start: str) -> str | None:
    """Return *start* or its nearest parent with ``[tool.observability]`` in ``pyproject.toml``."""
    folder = os.path.realpath(start)
    while not _is_marked(os.path.join(folder, "pyproject.toml")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def find_root(start: str) -> str:
    """Return the root that *start* lies in.

    Raises:
        LoadError: If there is none.
    """
    from observability.base.errors import LoadError  # noqa: PLC0415

    if not os.path.isdir(start):
        raise LoadError(f"{start}: no such folder\n  = help: give --root an existing folder")
    root = nearest_root(start)
    if root is None:
        raise LoadError(
            f"{start}: no pyproject.toml with {MARK.decode()} here or above\n"
            "  = help: run `o11y init DIR` for a new repository, or add that line to yours"
        )
    return root


def definition_files(root: str) -> list[str]:
    """Return the definition files below *root* in loading order, relative to it.

    Raises:
        LoadError: If there is none.
    """
    files = [path for folder in FOLDERS for path in _python_files(root, folder)]
    if not files:
        from observability.base.errors import LoadError  # noqa: PLC0415

        names = ", ".join(f"{folder}/" for folder in FOLDERS)
        raise LoadError(
            f"{root}: no definition files in {names}\n"
            "  = help: write one, such as services/api.py, or run `o11y init DIR` for an example"
        )
    return files


def _is_marked(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return any(line.strip() == MARK for line in file)
    except OSError:
        return False


def _python_files(root: str, folder: str) -> list[str]:
    found: list[str] = []
    for place, folders, files in os.walk(os.path.join(root, folder)):
        folders[:] = sorted(one for one in folders if not one.startswith(("_", ".")))
        relative = os.path.relpath(place, root).replace(os.sep, "/")
        found += [
            f"{relative}/{file}"
            for file in files
            if file.endswith(".py") and not file.startswith(("_", "."))
        ]
    return sorted(found)
