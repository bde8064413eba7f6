"""Two states of out/, thing by thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import attrs

from observability.review.outline import Thing, outline

__all__ = ["Difference", "differences"]

# What decides who is called, and when, comes first.
_ORDER = (
    "SLO",
    "alert",
    "routing",
    "receiver",
    "inhibition",
    "scrape job",
    "recording rule",
    "dashboard",
    "panel",
)


@attrs.frozen(kw_only=True)
class Difference:
    """A thing that is added, removed, or has other facts: each fact's old and new text."""

    kind: str
    name: str
    what: Literal["added", "removed", "changed"]
    facts: Mapping[str, tuple[str, str]]


def differences(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[Difference, ...]:
    """Return what differs between the files *old* and *new*, the most important first.

    Both need only hold the files whose content differs.
    """
    before, after = outline(old), outline(new)
    found = list(_differences(before, after))
    fresh = {one.name for one in found if one.kind == "dashboard" and one.what != "changed"}
    things = {**before, **after}
    return tuple(
        sorted(
            (one for one in found if things[one.kind, one.name].parent not in fresh),
            key=lambda one: (_rank(one.kind), one.kind, one.name),
        )
    )


def _differences(
    before: Mapping[tuple[str, str], Thing], after: Mapping[tuple[str, str], Thing]
) -> Iterator[Difference]:
    for key in sorted({*before, *after}):
        kind, name = key
        if key not in before:
            facts = {fact: ("", text) for fact, text in after[key].facts.items()}
            yield Difference(kind=kind, name=name, what="added", facts=facts)
        elif key not in after:
            facts = {fact: (text, "") for fact, text in before[key].facts.items()}
            yield Difference(kind=kind, name=name, what="removed", facts=facts)
        elif before[key].facts != after[key].facts:
            changed = _changed(before[key].facts, after[key].facts)
            yield Difference(kind=kind, name=name, what="changed", facts=changed)


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    every = [*new, *(fact for fact in old if fact not in new)]
    pairs = {fact: (old.get(fact, ""), new.get(fact, "")) for fact in every}
    return {fact: pair for fact, pair in pairs.items() if pair[0] != pair[1]}


def _rank(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)
