"""A defect of the guide: how it is found in generated files, and how it is planted there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

__all__ = ["Defect", "Files"]

Files = dict[str, Any]
"""The body of each file, by its path below ``out/``."""


@attrs.frozen
class Defect:
    """*find* returns what is wrong, in words; *plant* puts the defect into the files."""

    id: str
    find: Callable[[Files], list[str]]
    plant: Callable[[Files], object]
