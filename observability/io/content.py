"""What a file is to hold: bytes, or a file that is written already, beside its place."""

from __future__ import annotations

import hashlib
import os
import shutil
from typing import TypeAlias

import attrs

__all__ = ["Content", "Staged", "digest", "put"]


@attrs.frozen(kw_only=True)
class Staged:
    """A file at *path* that is moved to its place; *digest* is the sha256 of what it holds."""

    path: str
    digest: str


Content: TypeAlias = bytes | Staged


def digest(content: Content) -> str:
    """Return the sha256 of *content* in hexadecimal."""
    return content.digest if isinstance(content, Staged) else hashlib.sha256(content).hexdigest()


def put(content: Content, path: str) -> None:
    """Make *path* a file that holds *content*.

    Raises:
        OSError: If it can not be written.
    """
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if isinstance(content, Staged):
        shutil.move(content.path, path)
        return
    with open(path, "wb") as file:
        file.write(content)
