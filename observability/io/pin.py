"""Write the image that was built into the definitions, in place of the one before."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator

import attrs

from observability.base.words import nearest
from observability.io.errors import WriteError
from observability.io.root import definition_files, find_root

__all__ = ["Pinned", "pin"]

_REFERENCE = re.compile(r"([a-z0-9][-a-z0-9._]*(?::\d+)?(?:/[-a-z0-9._]+)+)(?::[\w.-]+)?(?:@.*)?")
_DIGEST = re.compile(r".+@sha256:[0-9a-f]{64}")


@attrs.frozen(kw_only=True)
class Pinned:
    """An image that a definition file now names."""

    file: str
    line: int
    image: str


def pin(start: str, images: tuple[str, ...]) -> tuple[Pinned, ...]:
    """Write *images* into the definitions that *start* is in; all of them, or none.

    Raises:
        LoadError: If there are no definitions.
        WriteError: If an image has no digest, is in no definition, or a file can not be written.
    """
    wanted = {_repository(one): one for one in images if _DIGEST.fullmatch(one)}
    wrong = next((one for one in images if one not in wanted.values()), None)
    if wrong is not None:
        hint = "give it as the build says it: name:tag@sha256:…, each name once"
        raise WriteError(f"{wrong}: has no digest to pin\n  = help: {hint}")
    try:
        return _pin(find_root(start), wanted)
    except OSError as error:
        raise WriteError(f"{error.filename}: {error.strerror}") from error


def _pin(root: str, wanted: dict[str, str]) -> tuple[Pinned, ...]:
    texts = {path: _read(os.path.join(root, path)) for path in definition_files(root)}
    found = {path: list(_images(text)) for path, text in texts.items()}
    named = {_repository(one.value) for places in found.values() for one in places}
    for name, image in wanted.items():
        if name not in named:
            near = nearest(name, sorted(named))
            hint = f"\n  = help: did you mean {near}?" if near else ""
            raise WriteError(f"{image}: no definition has an image called {name}{hint}")
    pinned = []
    for path, places in found.items():
        ours = [one for one in places if _repository(one.value) in wanted]
        fresh = _replaced(texts[path], {one: wanted[_repository(one.value)] for one in ours})
        if fresh != texts[path]:
            _write(os.path.join(root, path), fresh)
        pinned += [
            Pinned(file=path, line=one.line, image=wanted[_repository(one.value)]) for one in ours
        ]
    return tuple(pinned)


@attrs.frozen
class _Place:
    line: int
    start: int
    end: int
    value: str


def _images(text: str) -> Iterator[_Place]:
    """Return every text in *text* that is a reference to an image, and nothing else."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg == "image":
            value = node.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                start, end = value.col_offset, value.end_col_offset or 0
                if value.lineno == value.end_lineno and _REFERENCE.fullmatch(value.value):
                    yield _Place(value.lineno, start, end, value.value)


def _replaced(text: str, images: dict[_Place, str]) -> str:
    lines = text.encode().split(b"\n")
    for place in sorted(images, key=lambda one: (one.line, one.start), reverse=True):
        line = lines[place.line - 1]
        fresh = f'"{images[place]}"'.encode()
        lines[place.line - 1] = line[: place.start] + fresh + line[place.end :]
    return b"\n".join(lines).decode()


def _repository(reference: str) -> str:
    found = _REFERENCE.fullmatch(reference)
    return found[1] if found else ""


def _read(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


def _write(path: str, text: str) -> None:
    """Replace the file at *path*: it is the old one or the new one, whatever happens."""
    with open(f"{path}.new", "w", encoding="utf-8", newline="") as file:
        file.write(text)
    os.replace(f"{path}.new", path)
