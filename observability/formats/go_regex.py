"""Regular expressions as Go reads them, made those of Python; what Go refuses is refused.

Only whether a text matches is kept, not where: greed and captures say nothing here.
Source: https://github.com/google/re2/wiki/Syntax and Go's ``regexp/syntax``, whose words the
messages are.
"""

from __future__ import annotations

import re

import attrs

from observability.base.errors import FormatError
from observability.formats.go_regex_class import Ranges, Reader, RegexError, bracketed, escaped

__all__ = ["go_regex"]

_MOST = 1000  # how often Go repeats at most, also where repetitions are nested
_REPEAT = re.compile(r"\{(\d+)(,(\d*))?\}", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9_]+")
_STARS = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}
_TOO_DEEP = "expression nests too deeply"


def go_regex(text: str) -> re.Pattern[str]:
    """Return the pattern that Go's ``regexp.Compile`` would make of *text*, for searching.

    Raises:
        FormatError: If Go would refuse it, in Go's words; or if it nests so deep or has so many
            classes that Python can not follow, or names a class of Unicode that is no category.
    """
    try:
        return re.compile(_Parser(text).parsed())
    except RegexError as error:
        raise FormatError(f"error parsing regexp: {error}") from None
    except (RecursionError, OverflowError):
        raise FormatError(f"error parsing regexp: {_TOO_DEEP}: `{text}`") from None


@attrs.frozen
class _Flags:
    fold: bool = False
    lines: bool = False
    dot: bool = False


@attrs.frozen
class _Item:
    """A part of the pattern; *times* is the product of the repetitions that are nested in it."""

    text: str
    times: int = 1


@attrs.define
class _Group:
    """An open group: what it has so far, and the flags that hold again after it."""

    outer: _Flags
    items: list[_Item] = attrs.field(factory=list)
    choices: list[_Item] = attrs.field(factory=list)

    def close(self) -> _Item:
        self.split()
        text = "|".join(one.text for one in self.choices)
        return _Item(f"(?:{text})", max(one.times for one in self.choices))

    def split(self) -> None:
        text = "".join(one.text for one in self.items)
        self.choices.append(_Item(text, max((one.times for one in self.items), default=1)))
        self.items = []


class _Parser(Reader):
    """Reads an expression from left to right, as Go's parser does."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.flags = _Flags()
        self.groups = [_Group(self.flags)]

    @property
    def folding(self) -> bool:
        """Whether the case of letters says nothing here."""
        return self.flags.fold

    def parsed(self) -> str:
        """Return the expression in Python's syntax."""
        if any("\ud800" <= one <= "\udfff" for one in self.text):
            self.fail("invalid UTF-8", self.text)
        last = None  # where a repetition starts that has just ended
        while self.rest:
            start = self.at
            last = start if self.step(last) else None
        if len(self.groups) > 1:
            self.fail("missing closing )", self.text)
        return self.groups[0].close().text

    def step(self, last: int | None) -> bool:
        """Read one part; tell whether it was a repetition. *last* is where one has just begun."""
        char = self.rest[0]
        if char in "*+?{":
            return self.repetition(last)
        match char:
            case "(":
                self.start_group()
            case ")":
                self.end_group()
            case "|":
                self.at += 1
                self.groups[-1].split()
            case "^" | "$" | ".":
                self.at += 1
                self.add(self.special(char))
            case "[":
                self.add(self.folded(bracketed(self)))
            case "\\":
                self.backslash()
            case _:
                self.at += 1
                self.literal(char)
        return False

    def special(self, char: str) -> str:
        if char == ".":
            return "(?s:.)" if self.flags.dot else "."
        if self.flags.lines:
            return f"(?m:{char})"
        return r"\A" if char == "^" else r"\Z"

    def add(self, text: str) -> None:
        self.groups[-1].items.append(_Item(text))

    def literal(self, char: str) -> None:
        self.add(self.folded(escaped(ord(char))))

    def folded(self, text: str) -> str:
        return f"(?i:{text})" if self.flags.fold else text

    # -- repetition ----------------------------------------------------------------------------

    def repetition(self, last: int | None) -> bool:
        start, char = self.at, self.rest[0]
        if char == "{":
            found = _REPEAT.match(self.rest)
            if found is None or _has_zero(found[1]) or _has_zero(found[3] or ""):
                self.at += 1
                self.literal("{")
                return False
            self.at += found.end()
            low, high = self.counts(found)
        else:
            self.at += 1
            low, high = _STARS[char]
        if self.rest.startswith("?"):
            self.at += 1
        if last is not None:
            self.fail("invalid nested repetition operator", self.text[last : self.at])
        self.repeat(low, high, self.text[start : self.at], counted=char == "{")
        return True

    def counts(self, found: re.Match[str]) -> tuple[int, int]:
        low = _count(found[1])
        high = low if found[2] is None else _count(found[3]) if found[3] else -1
        if low > _MOST or high > _MOST or 0 <= high < low:
            self.fail("invalid repeat count", found[0])
        return low, high

    def repeat(self, low: int, high: int, shown: str, *, counted: bool) -> None:
        items = self.groups[-1].items
        if not items:
            self.fail("missing argument to repetition operator", shown)
        item = items.pop()
        times = item.times
        if counted:
            most = low if high < 0 else high
            times = 1 if high == 0 else max(most, 1) * times
            if (low >= 2 or high >= 2) and times > _MOST:
                self.fail("invalid repeat count", shown)
        upper = "" if high < 0 else str(high)
        items.append(_Item(f"(?:{item.text}){{{low},{upper}}}", times))

    # -- groups --------------------------------------------------------------------------------

    def start_group(self) -> None:
        if not self.rest.startswith("(?"):
            self.at += 1
            self.groups.append(_Group(self.flags))
            return
        rest = self.rest
        named = 4 if rest.startswith("(?P<") and len(rest) > 4 else 0
        named = 3 if rest.startswith("(?<") and len(rest) > 3 else named
        if not named:
            self.flag_group()
            return
        end = rest.find(">")
        if end < 0:
            self.fail("invalid named capture", rest)
        if not _NAME.fullmatch(rest[named:end]):
            self.fail("invalid named capture", rest[: end + 1])
        self.at += end + 1
        self.groups.append(_Group(self.flags))

    def flag_group(self) -> None:
        """Read ``(?flags)``, which hold until the group ends, or ``(?flags:``."""
        start, flags, on, saw = self.at, self.flags, True, False
        self.at += 2
        while self.rest:
            char = self.rest[0]
            self.at += 1
            if char in "imsU":
                name = {"i": "fold", "m": "lines", "s": "dot"}.get(char)
                flags = attrs.evolve(flags, **({name: on} if name else {}))
                saw = True
            elif char == "-" and on:
                on, saw = False, False
            elif char in ":)" and (on or saw):
                if char == ":":
                    self.groups.append(_Group(self.flags))
                self.flags = flags
                return
            else:
                break
        self.fail("invalid or unsupported Perl syntax", self.text[start : self.at])

    def end_group(self) -> None:
        if len(self.groups) == 1:
            self.fail("unexpected )", self.text)
        self.at += 1
        group = self.groups.pop()
        self.groups[-1].items.append(group.close())
        self.flags = group.outer

    # -- escapes -------------------------------------------------------------------------------

    def backslash(self) -> None:
        char = self.rest[1:2]
        simple = {"A": r"\A", "z": r"\Z", "b": r"(?a:\b)", "B": r"(?:(?a:\B)|\A\Z)"}
        if char in simple:
            self.at += 2
            self.add(simple[char])
        elif char == "C":
            self.fail("invalid escape sequence", r"\C")
        elif char == "Q":
            quoted, _, _ = self.rest[2:].partition(r"\E")
            self.at = min(self.at + 4 + len(quoted), len(self.text))
            for one in quoted:
                self.literal(one)
        else:
            found = self.named_class()
            if found is None:
                self.literal(chr(self.escape()))
            else:
                self.add(self.folded(_printed(self.counted(found))))


def _printed(ranges: Ranges) -> str:
    return f"[{ranges.text}]" if ranges.text else "(?!)"


def _count(digits: str) -> int:
    """Return the number; one too large is above all that Go allows."""
    return int(digits) if len(digits) <= 8 else _MOST + 1


def _has_zero(digits: str) -> bool:
    """Tell whether a number starts with a needless zero, which Go takes for plain text."""
    return len(digits) > 1 and digits[0] == "0"
