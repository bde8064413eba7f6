"""MANIFEST: the path and sha256 of every file below out/ that the tool wrote.

Its form is that of ``sha256sum``, so that ``cd out && sha256sum -c MANIFEST`` works.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from observability.io.content import Content, digest

__all__ = ["NAME", "digest", "listing", "read", "render"]

NAME = "MANIFEST"

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def render(files: Mapping[str, Content]) -> bytes:
    """Return the manifest of *files*, sorted by path."""
    return listing({path: digest(content) for path, content in files.items()})


def listing(digests: Mapping[str, str]) -> bytes:
    """Return the manifest of the files with *digests*, sorted by path."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode()


def read(folder: str) -> dict[str, set[str]]:
    """Return the owned paths below *folder*, each with the digests it was written with.

    A path has two digests where a merge left both sides of a conflict; other lines are skipped,
    so a manifest in conflict is put right by the next run.
    """
    owned: dict[str, set[str]] = {}
    try:
        with open(os.path.join(folder, NAME), encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        return owned
    for found in filter(None, map(_LINE.fullmatch, lines)):
        owned.setdefault(found[2], set()).add(found[1])
    return owned
