"""The scalars of go-yaml version 2: which style each text takes, and how it is written and folded.

Source: https://github.com/go-yaml/yaml/blob/v2.4.0/emitterc.go and encode.go
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from observability.formats.go_scalar import is_timestamp, resolve

__all__ = ["Style", "folded_line", "is_simple_key", "plain_block", "style", "written"]

WIDTH: Final = 80
_LONGEST_KEY: Final = 128
_BREAKS: Final = "\r\n\x85\u2028\u2029"
_BREAK: Final = re.compile(f"[{_BREAKS}]")
_UNPRINTABLE: Final = re.compile(r"[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
_BASE60: Final = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_FIRST: Final = frozenset("#,[]{}&*!|>'\"%@`")
_ESCAPES: Final = {
    "\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r",
    "\x1b": "e", '"': '"', "\\": "\\", "\x85": "N", "\xa0": "_", "\u2028": "L", "\u2029": "P",
}  # fmt: skip


_LINE_START: Final = re.compile(rf"(?:^|(?<=[{_BREAKS}]))(?=[^{_BREAKS}])")


class Style(Enum):
    """How a scalar is written."""

    PLAIN = 1
    SINGLE = 2
    DOUBLE = 3
    LITERAL = 4


def is_simple_key(key: str) -> bool:
    """Tell whether *key* needs no question mark before it."""
    return not _BREAK.search(key) and len(key.encode()) <= _LONGEST_KEY


def style(text: str, *, is_key: bool = False) -> Style:
    """Return the style that *text* is written in; a simple key has fewer to choose from."""
    wanted = _wanted(text)
    breaks = _BREAK.search(text) is not None
    if is_key and breaks:
        wanted = Style.DOUBLE
    space_break = re.search(rf" [{_BREAKS}]", text) is not None
    special = _UNPRINTABLE.search(text) is not None
    if wanted is Style.LITERAL:
        fits = text != "" and not text.endswith(" ") and not space_break and not special
        return Style.DOUBLE if is_key or not fits else Style.LITERAL
    if wanted is Style.PLAIN and (breaks or special or not _may_be_plain(text)):
        wanted = Style.SINGLE
    if wanted is Style.PLAIN and is_key and not text:
        wanted = Style.SINGLE
    if wanted is Style.SINGLE:
        break_space = re.search(rf"[{_BREAKS}] ", text) is not None
        return Style.DOUBLE if special or space_break or break_space else Style.SINGLE
    return wanted


def _wanted(text: str) -> Style:
    if "\n" in text:
        return Style.LITERAL
    if not isinstance(resolve(text), str) or is_timestamp(text) or _is_base60(text):
        return Style.DOUBLE
    return Style.PLAIN


def _is_base60(text: str) -> bool:
    return ":" in text and text[0] in "+-0123456789" and _BASE60.fullmatch(text) is not None


def _may_be_plain(text: str) -> bool:
    """Tell whether nothing in the one line *text* means something to YAML."""
    if text[0] == " " or text[-1] == " " or text[0] in _FIRST or text[:3] in ("---", "..."):
        return False
    if text[0] in "?:-" and (len(text) == 1 or text[1] in " \t"):
        return False
    if ": " in text or ":\t" in text or text[-1] == ":":
        return False
    return re.search(r"[ \t]#", text) is None


def written(text: str, how: Style, column: int, indent: str, *, folds: bool) -> str:
    """Return *text* in the style *how*; lines after the first start with *indent*.

    *column* is where it starts, which matters only if long lines are folded.
    """
    if how is Style.LITERAL:
        return _literal(text, indent)
    if how is Style.DOUBLE:
        return _double(text, column, indent, folds=folds)
    if how is Style.SINGLE:
        return _single(text, column, indent, folds=folds)
    fits = not folds or column + len(text) <= WIDTH + 1
    return text if fits and not _BREAK.search(text) else _folded(text, column, indent, folds=folds)


def plain_block(text: str, indent: str) -> str | None:
    """Return *text* as a block of lines if a look tells that it is written as one, else None.

    It must start with neither a space nor a break, be ASCII, and have no empty line.
    """
    is_common = (
        text.isascii()
        and text.replace("\n", "").isprintable()
        and text[0] not in " \n"
        and text[-1] != " "
        and " \n" not in text
        and "\n\n" not in text
    )
    if not is_common:
        return None
    lines = text.replace("\n", f"\n{indent}")
    if text[-1] == "\n":
        return f"|\n{indent}{lines[: -len(indent) - 1]}"
    return f"|-\n{indent}{lines}"


def _literal(text: str, indent: str) -> str:
    hint = "2" if text[0] == " " or text[0] in _BREAKS else ""
    chomp = "-"
    if text[-1] in _BREAKS:
        chomp = "+" if len(text) == 1 or text[-2] in _BREAKS else ""
    body = text.removesuffix("\n")  # whoever joins the lines writes the last end of line
    return f"|{hint}{chomp}\n{_LINE_START.sub(indent, body)}"


def _folded(text: str, column: int, indent: str, *, folds: bool) -> str:
    """Return *text* with breaks in place of single spaces beyond the width."""
    if "  " not in text and not _BREAK.search(text):
        return folded_line(text, column, indent) if folds else text
    parts: list[str] = []
    spaces = breaks = False
    for at, sign in enumerate(text):
        if sign == " ":
            inside = 0 < at < len(text) - 1 and text[at + 1] != " "
            if folds and not spaces and column > WIDTH and inside:
                parts.append(f"\n{indent}")
                column = len(indent)
            else:
                parts.append(sign)
                column += 1
            spaces = True
            continue
        if sign in _BREAKS:
            parts.append("\n\n" if sign == "\n" and not breaks else sign)
            column, breaks = 0, True
            continue
        if breaks:
            parts.append(indent)
            column = len(indent)
        parts.append(sign)
        column += 1
        spaces = breaks = False
    return "".join(parts)


def folded_line(text: str, column: int, indent: str) -> str:
    """Return *text*, whose spaces are single ones, with breaks in place of those."""
    parts: list[str] = []
    start, last = 0, len(text) - 1
    while True:
        at = text.find(" ", max(1, start + WIDTH + 1 - column), last)
        if at < 0:
            return "".join([*parts, text[start:]])
        parts += (text[start:at], f"\n{indent}")
        start, column = at + 1, len(indent)


def _single(text: str, column: int, indent: str, *, folds: bool) -> str:
    doubled = text.replace("'", "''")
    return f"'{_folded(doubled, column + 1, indent, folds=folds)}'"


def _double(text: str, column: int, indent: str, *, folds: bool) -> str:
    parts, spaces = ['"'], False
    column += 1
    marked = text.startswith("\ufeff")  # go-yaml looks for the mark at the start, for each sign
    last = len(text) - 1
    for at, sign in enumerate(text):
        if marked or sign in '"\\' or sign in _BREAKS or _UNPRINTABLE.match(sign):
            escaped = _escaped(sign)
            parts.append(escaped)
            column += len(escaped)
            spaces = False
        elif sign != " ":
            parts.append(sign)
            column += 1
            spaces = False
        else:
            if folds and not spaces and column > WIDTH and 0 < at < last:
                parts.append(f"\n{indent}" + ("\\" if text[at + 1] == " " else ""))
                column = len(indent) + (text[at + 1] == " ")
            else:
                parts.append(sign)
                column += 1
            spaces = True
    return "".join([*parts, '"'])


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return f"\\{_ESCAPES[sign]}"
    code = ord(sign)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
