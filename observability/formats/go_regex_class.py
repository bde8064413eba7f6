"""Classes of characters and escapes in Go's regular expressions."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import NoReturn

import attrs

__all__ = ["Ranges", "Reader", "RegexError", "bracketed", "escaped"]

_LAST = sys.maxunicode
_MOST_RANGES = 20_000  # some twenty letters of any script, each of which takes long to compile
_POSIX: dict[str, tuple[str, ...]] = {
    "alnum": ("09", "AZ", "az"),
    "alpha": ("AZ", "az"),
    "ascii": ("\x00\x7f",),
    "blank": ("\t\t", "  "),
    "cntrl": ("\x00\x1f", "\x7f\x7f"),
    "digit": ("09",),
    "graph": ("!~",),
    "lower": ("az",),
    "print": (" ~",),
    "punct": ("!/", ":@", "[`", "{~"),
    "space": ("\t\r", "  "),
    "upper": ("AZ",),
    "word": ("09", "AZ", "az", "__"),
    "xdigit": ("09", "AF", "af"),
}
_PERL = {"d": ("09",), "s": ("\t\n", "\f\r", "  "), "w": _POSIX["word"]}
_POSIX_NAME = re.compile(r"\[:(\^?)(\w*):\]", re.ASCII)
_CONTROL = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_HEX = re.compile(r"x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")


class RegexError(Exception):
    """What Go says of an expression."""


def escaped(code: int) -> str:
    """Return the character with *code* as Python's patterns write it."""
    char = chr(code)
    return char if char.isascii() and char.isalnum() else f"\\U{code:08x}"


@attrs.frozen
class Ranges:
    """Characters, as pairs of the first and the last code."""

    pairs: tuple[tuple[int, int], ...]

    @property
    def text(self) -> str:
        """What stands between brackets in Python's syntax."""
        return "".join(f"{escaped(low)}-{escaped(high)}" for low, high in self.pairs)

    def folded(self) -> Ranges:
        """Return these characters and those that differ from them by case alone."""
        more = [
            other
            for low, high in self.pairs
            for code in range(low, high + 1)
            for other in _cases().get(_folded(code), ())
        ]
        return Ranges((*self.pairs, *((one, one) for one in more)))

    def negated(self) -> Ranges:
        """Return all other characters."""
        found, start = [], 0
        for low, high in sorted(self.pairs):
            if low > start:
                found.append((start, low - 1))
            start = max(start, high + 1)
        if start <= _LAST:
            found.append((start, _LAST))
        return Ranges(tuple(found))


def _of(pairs: Iterable[str]) -> Ranges:
    return Ranges(tuple((ord(one[0]), ord(one[1])) for one in pairs))


class Reader:
    """A text and how far it is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ranges = 0

    @property
    def folding(self) -> bool:
        """Whether the case of letters says nothing here."""
        return False

    @property
    def rest(self) -> str:
        """What is not read yet."""
        return self.text[self.at :]

    def fail(self, what: str, shown: str) -> NoReturn:
        """Say *what* is wrong with the part that is *shown*."""
        raise RegexError(f"{what}: `{shown}`")

    def counted(self, ranges: Ranges) -> Ranges:
        """Return *ranges*, if there are not too many in the whole expression."""
        self.ranges += len(ranges.pairs)
        if self.ranges > _MOST_RANGES:
            self.fail("expression too large", self.text)
        return ranges

    def others(self, ranges: Ranges) -> Ranges:
        """Return all characters but *ranges*, and but what differs from them by case alone."""
        return (ranges.folded() if self.folding else ranges).negated()

    def named_class(self) -> Ranges | None:
        """Read a class such as that of digits; None, with nothing read, if it is no class."""
        rest = self.rest
        name = rest[1:2]
        if not rest.startswith("\\") or not name:
            return None
        if name in "pP":
            return self._unicode(rest)
        if name.lower() not in _PERL:
            return None
        self.at += 2
        found = _of(_PERL[name.lower()])
        return found if name.islower() else self.others(found)

    def _unicode(self, rest: str) -> Ranges:
        if rest[2:3] == "{":
            end = rest.find("}")
            if end < 0:
                self.fail("invalid character class range", rest)
            shown, name = rest[: end + 1], rest[3:end]
        else:
            shown, name = rest[:3], rest[2:3]
        negative = (rest[1] == "P") != name.startswith("^")
        name = name.removeprefix("^")
        if name not in _categories() and name != "Any":
            self.fail("invalid character class range", shown)
        self.at += len(shown)
        found = Ranges(((0, _LAST),)) if name == "Any" else _categories()[name]
        return self.others(found) if negative else found

    def escape(self) -> int:
        """Read an escape; return the code of the character that it is."""
        rest = self.rest[1:]
        if not rest:
            self.fail("trailing backslash at end of expression", "")
        char = rest[0]
        found = _HEX.match(rest) or _OCTAL.match(rest)
        if found is not None:
            code = int(found[1] or found[2], 16) if char == "x" else int(found[0], 8)
            if code <= _LAST:
                self.at += 1 + found.end()
                return code
        elif char in _CONTROL:
            self.at += 2
            return _CONTROL[char]
        elif char.isascii() and not char.isalnum():
            self.at += 2
            return ord(char)
        raise RegexError(f"invalid escape sequence: `\\{_wrong(rest)}`")


def _wrong(rest: str) -> str:
    """Return as much of an escape as Go reads before it gives up."""
    if rest[0] != "x":
        return rest[0]
    if rest[1:2] != "{":
        return rest[:3]
    read = re.match(r"x\{[0-9A-Fa-f]*", rest)
    end = len(read[0]) if read else 0
    for at in range(3, end + 1):
        if int(rest[2:at], 16) > _LAST:
            return rest[:at]
    return rest[: end + 1]


def bracketed(reader: Reader) -> str:
    """Read a class in brackets; return it in Python's syntax."""
    start = reader.at
    reader.at += 1
    negative = reader.rest.startswith("^")
    reader.at += negative
    pairs: list[tuple[int, int]] = []
    first = True
    while first or not reader.rest.startswith("]"):
        first = False
        found = _posix(reader) or reader.named_class()
        pairs += found.pairs if found is not None else [_span(reader, start)]
    reader.at += 1
    text = reader.counted(Ranges(tuple(pairs))).text
    if not text:
        return "(?s:.)" if negative else "(?!)"
    return f"[{'^' if negative else ''}{text}]"


def _posix(reader: Reader) -> Ranges | None:
    if not reader.rest.startswith("[:"):
        return None
    end = reader.rest.find(":]", 2)
    if end < 0:
        return None
    shown = reader.rest[: end + 2]
    found = _POSIX_NAME.fullmatch(shown)
    if found is None or found[2] not in _POSIX:
        reader.fail("invalid character class range", shown)
    reader.at += len(shown)
    ranges = _of(_POSIX[found[2]])
    return reader.others(ranges) if found[1] else ranges


def _span(reader: Reader, start: int) -> tuple[int, int]:
    """Read a character, or a range of them."""
    at = reader.at
    low = high = _char(reader, start)
    if reader.rest.startswith("-") and reader.rest[1:2] not in ("]", ""):
        reader.at += 1
        high = _char(reader, start)
        if high < low:
            reader.fail("invalid character class range", reader.text[at : reader.at])
    return low, high


def _char(reader: Reader, start: int) -> int:
    if not reader.rest:
        reader.fail("missing closing ]", reader.text[start:])
    if reader.rest[0] == "\\":
        return reader.escape()
    reader.at += 1
    return ord(reader.text[reader.at - 1])


def _folded(code: int) -> str:
    return chr(code).upper().lower()


@cache
def _cases() -> dict[str, tuple[int, ...]]:
    """Return the characters that differ by case alone, where there are several."""
    found: dict[str, list[int]] = {}
    for code in range(_LAST + 1):
        if (key := _folded(code)) != chr(code) or key.upper() != key:
            found.setdefault(key, []).append(code)
    return {key: tuple(codes) for key, codes in found.items() if len(codes) > 1}


@cache
def _categories() -> dict[str, Ranges]:
    """Return the characters of each category, such as ``Lu``, and of each group of them (``L``)."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for name, codes in groupby(map(chr, range(_LAST + 1)), unicodedata.category):
        run = list(map(ord, codes))
        if name != "Cn":
            found[name].append((run[0], run[-1]))
            before = found[name[0]]
            joins = bool(before) and before[-1][1] == run[0] - 1
            before.append((before.pop()[0] if joins else run[0], run[-1]))
    return {name: Ranges(tuple(pairs)) for name, pairs in found.items()}
