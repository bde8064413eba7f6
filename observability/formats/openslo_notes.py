"""What is to be told of OpenSLO objects: mistakes, and what is not carried over."""

from __future__ import annotations

import attrs

from observability.base.errors import Problem
from observability.formats.place import Place

__all__ = ["Notes"]


@attrs.frozen
class Notes:
    """What is wrong, and what is not carried over."""

    problems: list[Problem] = attrs.field(factory=list)
    warnings: list[Problem] = attrs.field(factory=list)

    def wrong(self, place: Place, message: str, hint: str = "") -> None:
        """Note that what stands at *place* can not be used."""
        self.problems.append(place.problem(message, hint))

    def odd(self, place: Place, message: str, hint: str = "") -> None:
        """Note what a reader should know of *place*."""
        self.warnings.append(place.problem(message, hint))

    def left_out(self, place: Place, what: str, instead: str, hint: str = "") -> None:
        """Note that *what*, at *place*, has no effect, and what has *instead*."""
        self.odd(place, f"{what} is not carried over: {instead}", hint)
