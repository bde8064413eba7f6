"""What every definition has: the place where it was written, and a way to complain about itself."""

from __future__ import annotations

from typing import TypeVar

import attrs

from observability.base.errors import Problem, report
from observability.base.source import Source, caller

__all__ = ["Definition", "written_at"]

D = TypeVar("D", bound="Definition")


@attrs.frozen(kw_only=True)
class Definition:
    """The base of all definitions.

    Equal definitions stay equal wherever they are written: *source* takes no part in comparison.
    """

    source: Source = attrs.field(factory=caller, init=False, eq=False, repr=False)

    def complain(
        self, field: str, message: str, help: str = "", *, related: tuple[Source, ...] = ()
    ) -> None:
        """Report that the value of *field* is wrong, at the user's line.

        Raises:
            DefinitionError: Unless problems are being collected.
        """
        report(
            Problem(source=self.source, message=message, help=help, field=field, related=related)
        )


def written_at(definition: D, source: Source) -> D:
    """Return *definition* with *source* for its place: one made of another is where that one is."""
    object.__setattr__(definition, "source", source)
    return definition
