"""Write a repository to start from: definitions that work, and what keeps them so."""

from __future__ import annotations

import os
import re
from importlib.resources import files
from importlib.resources.abc import Traversable

from observability.io.errors import WriteError

__all__ = ["start"]

_ENDING = ".tmpl"
_HIDDEN = ("gitignore", "github")  # named so that no tool takes them for those of the package
_DEFAULT = "my-project"


def start(folder: str, version: str) -> tuple[str, ...]:
    """Write the starter repository to *folder* and return the paths of its files.

    The project is called what the folder is called.

    Args:
        folder: A new folder, or one in which none of the files exists.
        version: The version of the tool that the repository needs at least.

    Raises:
        WriteError: If a file exists.
        OSError: If the folder can not be written.
    """
    words = {"@name@": _project_name(folder), "@version@": version}
    contents = {path: _filled(text, words) for path, text in sorted(_templates().items())}
    taken = [path for path in contents if os.path.lexists(os.path.join(folder, path))]
    if taken:
        lines = [f"{os.path.join(folder, path)}: exists" for path in taken]
        raise WriteError("\n".join([*lines, "  = help: give a new folder"]))
    for path, text in contents.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "x", encoding="utf-8") as file:
            file.write(text)
    return tuple(contents)


def _templates() -> dict[str, str]:
    """Return the text of each file by its path in the repository."""
    found: dict[str, str] = {}
    waiting: list[tuple[str, Traversable]] = [("", files("observability.io") / "scaffold")]
    while waiting:
        path, place = waiting.pop()
        if place.is_dir():
            waiting += [(f"{path}/{one.name}", one) for one in place.iterdir()]
        elif path.endswith(_ENDING):
            found[_real(path)] = place.read_text(encoding="utf-8")
    return found


def _real(path: str) -> str:
    plain = path.removeprefix("/").removesuffix(_ENDING)
    return f".{plain}" if plain.startswith(_HIDDEN) else plain


def _filled(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _project_name(folder: str) -> str:
    """Return the folder's name as a DNS label."""
    name = re.sub(r"[^a-z0-9]+", "-", os.path.basename(os.path.realpath(folder)).lower())
    return name.strip("-")[:40].strip("-") or _DEFAULT
