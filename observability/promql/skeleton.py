"""A query apart from the names of its metrics and the values that its labels must equal.

Whatever these are, the query is parsed, split and printed alike, but for the texts themselves and
where lines break. So what was found out of one query holds for all with the same skeleton, if the
same of its texts are equal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

__all__ = ["PLAIN", "Skeleton", "skeleton"]

PLAIN = re.compile(r"[A-Za-z0-9_./:-]+")
"""A text that is written as it is, wherever it stands in quotes."""
_LONGEST = 2000
_TELLING = ("le", "quantile")
"""Labels whose values say what is counted."""
_METRIC = re.compile(r"(?<![\w:.])([A-Za-z_]\w*+)(?=[\[{])", re.ASCII)
_ENDS = ("_count", "_bucket")
"""How the metrics of one histogram differ."""
_WORDS = re.compile(r"and|or|unless|bool|atan2|offset|by|without|on|ignoring|sum", re.IGNORECASE)
# What makes texts hard to tell, and what may collide with the ranges that stand for the window.
_HARD = re.compile(r"['`\\#]|__name__")
_DIGITS = (("003", "3ms"), ("007", "7ms"))


@attrs.frozen
class Skeleton:
    """A query is its *parts* with *values* between them; *names* tells which name a metric."""

    parts: tuple[str, ...]
    values: tuple[str, ...] = ()
    names: tuple[bool, ...] = ()

    def filled(self, values: Sequence[str]) -> str:
        """Return the query with other *values*."""
        first, *others = self.parts
        return first + "".join([a + b for a, b in zip(values, others, strict=True)])


@attrs.define
class _Cut:
    """A query that is cut as far as *end*."""

    parts: list[str] = attrs.field(factory=list)
    values: list[str] = attrs.field(factory=list)
    names: list[bool] = attrs.field(factory=list)
    end: str = ""

    def cut(self, value: str, *, is_name: bool) -> None:
        self.parts.append(self.end)
        self.values.append(value)
        self.names.append(is_name)
        self.end = ""

    def code(self, text: str) -> None:
        """Add a part of the query that is no text in quotes."""
        at = 0
        for found in _METRIC.finditer(text):
            if not _WORDS.fullmatch(found[1]):
                self.end += text[at : found.start()]
                name = _base(found[1])
                self.cut(name, is_name=True)
                at = found.start() + len(name)
        self.end += text[at:]

    def skeleton(self) -> Skeleton:
        return Skeleton((*self.parts, self.end), tuple(self.values), tuple(self.names))


def _label(code: str) -> str:
    """Return the label that must equal what follows on *code*; empty if there is none."""
    if not code.endswith("="):
        return ""
    start = max(code.rfind("{", 0, -1), code.rfind(",", 0, -1)) + 1
    word = code[start:-1].strip()
    return word if word.isascii() and word.isidentifier() else ""


def _base(name: str) -> str:
    """Return *name* without what tells a metric of a histogram from another."""
    for end in _ENDS:
        if name.endswith(end) and name != end:
            return name[: -len(end)]
    return name


def skeleton(query: str) -> Skeleton:
    """Return *query* apart from such texts as are easy to tell; there may be none."""
    whole = Skeleton((query,))
    if len(query) > _LONGEST or _HARD.search(query):
        return whole
    if all(one in query or other in query for one, other in _DIGITS):
        return whole
    fields = query.split('"')
    if len(fields) % 2 == 0:
        return whole
    found, seen = _Cut(), set[str]()
    for code, value in zip(fields[::2], (*fields[1::2], None), strict=True):
        if "{" in code or "}" in code:
            seen.clear()
        found.code(code)
        if value is None:
            return found.skeleton()
        label = _label(code)
        if label in seen:
            return whole  # which of the two values comes first depends on them
        if label:
            seen.add(label)
        found.end += '"'
        if label and label not in _TELLING and PLAIN.fullmatch(value):
            found.cut(value, is_name=False)
            found.end = '"'
        else:
            found.end += f'{value}"'
    raise AssertionError  # the last field is code
