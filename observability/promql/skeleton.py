"""A query apart from the values that its labels must equal.

Whatever such a value is, the query is parsed, split and printed alike, but for the value itself and
where lines break. So what was found out of one query holds for all with the same skeleton.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

__all__ = ["PLAIN", "Skeleton", "skeleton"]

PLAIN = re.compile(r"[A-Za-z0-9_./:-]+")
"""A text that is written as it is, wherever it stands in quotes."""
_LONGEST = 2000
_EQUAL = re.compile(r"([A-Za-z0-9_]+)=$")
_TELLING = ("le", "quantile")
"""Labels whose values say what is counted."""
# What makes texts hard to tell, and what may collide with the ranges that stand for the window.
_HARD = re.compile(r"['`\\#]|__name__")
_DIGITS = (re.compile("3ms|003"), re.compile("7ms|007"))


@attrs.frozen
class Skeleton:
    """A query is its *parts* with its *values* between them."""

    parts: tuple[str, ...]
    values: tuple[str, ...] = ()

    def filled(self, values: Iterable[str]) -> str:
        """Return the query with other *values*."""
        first, *others = self.parts
        return first + "".join([a + b for a, b in zip(values, others, strict=True)])


def skeleton(query: str) -> Skeleton:
    """Return *query* apart from such values as are easy to tell; there may be none."""
    whole = Skeleton((query,))
    if len(query) > _LONGEST or _HARD.search(query):
        return whole
    if all(one.search(query) for one in _DIGITS):
        return whole
    fields = query.split('"')
    parts, values = [fields[0]], []
    seen: set[str] = set()
    for at in range(1, len(fields) - 1, 2):
        before, value = fields[at - 1], fields[at]
        if "{" in before or "}" in before:
            seen.clear()
        label = _EQUAL.search(before)
        if label is not None and label[1] in seen:
            return whole  # which of the two values comes first depends on them
        if label is not None:
            seen.add(label[1])
        if label is not None and label[1] not in _TELLING and PLAIN.fullmatch(value):
            parts[-1] += '"'
            parts.append('"' + fields[at + 1])
            values.append(value)
        else:
            parts[-1] += f'"{value}"{fields[at + 1]}'
    return Skeleton(tuple(parts), tuple(values)) if len(fields) % 2 else whole
