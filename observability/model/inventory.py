"""What was asked for, row by row, each with the place in the output where it is to be found."""

from __future__ import annotations

import re
from typing import Any

import attrs

from observability.model import check
from observability.model.definition import Definition

__all__ = ["Inventory", "Wanted"]

_PLACE = re.compile(r"[^#\s/][^#\s]*#[^/#]+/\S.*")
_PATH = re.compile(r"\w[\w.-]*(/\w[\w.-]*)*")


def _places(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    example = '["kubernetes/live/api/service.yaml#Service/api"]'
    check.each(str, example)(instance, attribute, value)
    for one in value if isinstance(value, tuple) else ():
        if isinstance(one, str) and not _PLACE.fullmatch(one):
            message = f"{attribute.name} holds {check.shown(one)}, which is no place"
            instance.complain(attribute.name, message, f"write {attribute.name}={example}")


def _path(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if value != "" and not (isinstance(value, str) and _PATH.fullmatch(value)):
        message = f"{attribute.name} is {check.described(value)}, not the path of a page"
        instance.complain(attribute.name, message, 'write it like "docs/adr/0016-no-helm.md"')


@attrs.frozen(kw_only=True)
class Wanted(Definition):
    """A row: something that was asked for.

    Args:
        row: Where it is asked for, in the words of whoever asks: a line, a number, a name.
        what: What is asked for.
        found: Where it is: the path of a file below the output folder, ``#``, and the kind and the
            name of what is in that file, such as ``Deployment/api`` or ``module/vpc``.
        decision: The page that says why it is not there, or otherwise than it was asked for;
            relative to the root of the repository.
        note: What is different, in one line.
    """

    row: str = attrs.field(validator=check.sentence)
    what: str = attrs.field(validator=check.sentence)
    found: tuple[str, ...] = attrs.field(default=(), converter=check.as_strings, validator=_places)
    decision: str = attrs.field(default="", validator=_path)
    note: str = attrs.field(default="", validator=check.is_a(str))

    def __attrs_post_init__(self) -> None:
        if self.found == () and self.decision == "":
            message = f"{check.shown(self.what)} is neither found nor decided against"
            self.complain("found", message, "write found=[…], or decision= for what is left out")

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The paths where it is, each with what is there: ``kind/name``."""
        return tuple((path, what) for path, _, what in (one.partition("#") for one in self.found))


@attrs.frozen(kw_only=True)
class Inventory(Definition):
    """A part of what was asked for; all parts are on one page, in the order of the definitions."""

    name: str = attrs.field(validator=check.sentence)
    rows: tuple[Wanted, ...] = attrs.field(
        converter=check.sequence,
        validator=check.some(Wanted, '[Wanted(row="12", what="an API", found=[…])]'),
    )
