"""Everything that follows from the definitions of this repository, as data."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from observability.compile.project import compile_catalog
from observability.render.targets import render
from tests.terraform_files import estate

__all__ = ["bodies", "objects"]


@cache
def _documents() -> dict[str, Any]:
    return {one.path: one.body for one in render(compile_catalog(estate()))}


def bodies(folder: str = "") -> dict[str, Any]:
    """Return a copy of the body of each file below *folder*, by path."""
    found = {path: body for path, body in _documents().items() if path.startswith(folder)}
    return copy.deepcopy(found)


def objects(given: dict[str, Any], kind: str, folder: str = "") -> list[dict[str, Any]]:
    """Return the objects of *kind* in *given*, those below *folder*."""
    return [
        body
        for path, body in given.items()
        if path.startswith(folder) and isinstance(body, dict) and body.get("kind") == kind
    ]
