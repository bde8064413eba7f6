"""Fields that a format does not have: misspelt, misplaced, or of another version."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from observability.base.errors import Problem
from observability.formats.place import Place

__all__ = ["unknown"]


def unknown(place: Place, known: object) -> Iterator[Problem]:
    """Yield each field at or below *place* that is not *known*.

    *known* maps each field to what is known below it: a mapping again, or anything else where
    whatever stands below is the business of others. The members of a list are looked at alike.
    """
    if not isinstance(known, dict) or not known or place.node is None:
        return
    if place.node.id == "sequence":
        for one in place.items():
            yield from unknown(one, known)
    elif place.node.id == "mapping":
        for name, below in place.entries():
            if name in known:
                yield from unknown(below, known[name])
            else:
                near = get_close_matches(name, known, n=1, cutoff=0.75)
                hint = f"did you mean {near[0]}?" if near else ""
                yield below.problem(f"unknown field {below.path} is ignored", hint)
