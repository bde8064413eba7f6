"""A text that a regular expression matches, and one that it does not, for synthetic series."""

from __future__ import annotations

import re

__all__ = ["other", "sample"]

_ESCAPES = {"d": "0", "w": "a", "s": " "}
_CANDIDATES = ("200", "ok", "other", "none-of-these", "")
_CHARACTERS = "a0A-_/ .:"
_LONGEST = 1000
_DEEPEST = 20


def sample(pattern: str) -> str:
    """Return a text that *pattern* matches in full.

    Raises:
        ValueError: If the pattern is beyond the simple forms that label values need.
    """
    try:
        found, rest = _alternatives(pattern, _DEEPEST)
        if not rest and re.fullmatch(pattern, found):
            return found
    except (re.error, IndexError, OverflowError):
        pass
    raise ValueError(f"no simple example for the regular expression {pattern!r}")


def other(pattern: str) -> str:
    """Return a text that *pattern* does not match; the empty text is that of an absent label.

    Raises:
        ValueError: If it matches whatever a label may hold.
    """
    for text in _CANDIDATES:
        if not re.fullmatch(pattern, text):
            return text
    raise ValueError(f"the regular expression {pattern!r} matches everything")


def _alternatives(pattern: str, depth: int) -> tuple[str, str]:
    """Read up to the end or a closing bracket; return the first alternative and the rest."""
    first: str | None = None
    text = ""
    while pattern and pattern[0] != ")":
        if pattern[0] == "|":
            first = text if first is None else first
            text, pattern = "", pattern[1:]
            continue
        piece, pattern = _piece(pattern, depth)
        count, pattern = _repeats(pattern)
        if len(text) + len(piece) * count > _LONGEST:
            raise OverflowError
        text += piece * count
    return (text if first is None else first), pattern


def _piece(pattern: str, depth: int) -> tuple[str, str]:
    match pattern[0]:
        case "(":
            if not depth:
                raise OverflowError
            inner = pattern[3:] if pattern.startswith("(?:") else pattern[1:]
            text, rest = _alternatives(inner, depth - 1)
            return text, rest[1:]
        case "[":
            end = pattern.find("]", 2) + 1
            if not end or "[" in pattern[1:end]:  # [[:alpha:]] means different things
                raise IndexError
            return _member(pattern[:end]), pattern[end:]
        case "\\":
            return _ESCAPES.get(pattern[1], pattern[1]), pattern[2:]
        case "." | "^" | "$":
            return ("0" if pattern[0] == "." else ""), pattern[1:]
        case character:
            return character, pattern[1:]


def _member(group: str) -> str:
    """Return a character that *group*, written ``[...]`` or ``[^...]``, matches."""
    likely = group[1:2] + _CHARACTERS
    return next((one for one in likely if re.fullmatch(group, one)), "")


def _repeats(pattern: str) -> tuple[int, str]:
    if pattern[:1] in ("+", "*", "?"):
        return 1, pattern[1:]
    counted = re.match(r"\{(\d{1,4})(?:,\d*)?\}", pattern)
    return (int(counted[1]), pattern[counted.end() :]) if counted else (1, pattern)
