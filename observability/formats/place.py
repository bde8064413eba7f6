"""A YAML node with its place: look below it by name, and tell where what is wrong stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from observability.base.errors import Problem
from observability.base.source import Source
from observability.formats.reading import YAML, Reading

__all__ = ["Place", "place_of"]


@attrs.frozen
class Place:
    """A node; one that is not there is empty, and so is all below it."""

    reading: Reading
    node: Any
    above: Any
    path: str = ""

    def __bool__(self) -> bool:
        return not self.reading.is_null(self.node)

    @property
    def source(self) -> Source:
        """Where it stands, or what it would stand in."""
        return self.reading.source(self.node if self.node is not None else self.above)

    @property
    def line(self) -> int:
        """The line that it starts on."""
        return self.source.line

    @property
    def text(self) -> str:
        """The text that it is; empty if it is not there."""
        return self.reading.text(self.node, self.path) if self else ""

    def at(self, *names: str) -> Place:
        """Return what is below it, name by name."""
        found = self
        for name in names:
            found = found._below(name)
        return found

    def items(self) -> list[Place]:
        """Return the members of the list that it is."""
        nodes = self.reading.items(self.node, self.path)
        return [
            Place(self.reading, one, self.node, f"{self.path}[{at}]")
            for at, one in enumerate(nodes)
        ]

    def names(self) -> tuple[str, ...]:
        """Return the names of the fields of the mapping that it is."""
        return tuple(self._pairs())

    def entries(self) -> Iterator[tuple[str, Place]]:
        """Yield each field of the mapping that it is."""
        for name in self._pairs():
            yield name, self._below(name)

    def problem(self, message: str, help: str = "") -> Problem:
        """Return a problem at this place."""
        return Problem(source=self.source, message=message, help=help)

    def _below(self, name: str) -> Place:
        pair = self._pairs().get(name)
        path = f"{self.path}.{name}".lstrip(".")
        above = self.node if self.node is not None else self.above
        return Place(self.reading, None if pair is None else pair[1], above, path)

    def _pairs(self) -> dict[str, tuple[Any, Any]]:
        return self.reading.pairs(self.node, self.path) if self else {}


def place_of(root: Any, file: str, line: int) -> Place:
    """Return the place of the document at *root*, whose text starts on *line* of *file*."""
    return Place(Reading(file, line, YAML), root, root)
