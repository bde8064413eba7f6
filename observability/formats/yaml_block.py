"""YAML as most people write it, read line by line: faster than the C parser does it.

Block mappings and lists of one-line scalars and of `|` blocks are understood, and nothing else:
for any other text, wrong ones among them, the answer is None, and the C parser is asked.
Source of what is plain YAML: https://yaml.org/spec/1.1/
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

__all__ = ["LIST", "MAP", "PLAIN", "TEXT", "Node", "read_block"]

PLAIN = "plain"
"""The tag of a scalar that is written without quotes and without a tag."""
TEXT, MAP, LIST = (f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))

_ENTRY = re.compile(
    r"( *)((?:- +)?)([A-Za-z_][A-Za-z0-9_./-]{0,200}):(?: +(?:\"([^\"\\]*)\"|([^ ].*))?)?"
)
_ITEM = re.compile(r"( *)- +(.*)")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\["\\nt])*)"(?: +#.*)?')
_SINGLE = re.compile(r"'((?:[^']|'')*)'(?: +#.*)?")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}
_INDICATORS = frozenset(" ?:,[]{}#&*!|>'\"%@`")
_STRANGE = re.compile(
    r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_DEEPEST = 50
_OFTEN = 48
"""Shorter lines are kept: they come back in SLO after SLO."""
_BLOCK = "block"
_WHOLE = {"{}": MAP, "[]": LIST, "|": _BLOCK, "|-": _BLOCK}


class Node:
    """A mapping, a list or a scalar, with the line that it starts on, counted from 0.

    It has what `Reading` asks PyYAML's nodes for.
    """

    __slots__ = ("id", "line", "tag", "value")

    def __init__(self, id: str, tag: str, value: Any, line: int) -> None:
        self.id = id
        self.tag = tag
        self.value = value
        self.line = line

    @property
    def start_mark(self) -> Node:
        """Where it starts: what is asked of it is `line`."""
        return self


def read_block(text: str) -> Node | None:
    """Return the root of the one document in *text*, or None if that takes a whole parser."""
    if _is_strange(text):
        return None
    try:
        return _Lines(text.split("\n")).root()
    except _BeyondError:
        return None


def _is_strange(text: str) -> bool:
    """Tell whether *text* has signs that need care: tabs, other ends of lines, unprintable ones."""
    if text.isascii():
        return not text.replace("\n", "").isprintable()
    return _STRANGE.search(text) is not None


class _BeyondError(Exception):
    """A line is more than is understood here."""


class _Lines:
    """The lines of a document, and what is open at the one that is being read.

    *open* holds the collections by their columns; *waits* is the key whose value is not there yet.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.open: list[tuple[int, Node]] = []
        self.waits: Node | None = None

    def root(self) -> Node | None:
        """Read all lines; return the collection that they are in."""
        lines, stack = self.lines, self.open
        at, end = 0, len(lines)
        while at < end:
            line = lines[at]
            entry = _entry(line) if len(line) < _OFTEN else _entry.__wrapped__(line)
            if entry is None:
                at = self.other(at)
                continue
            column, dash, name, tag, value = entry
            if dash:
                column, node = self.listed(at, column, dash)
            elif (
                self.waits is None
                and stack
                and stack[-1][0] == column
                and stack[-1][1].id == "mapping"
            ):
                node = stack[-1][1]
            else:
                node = self.collection(at, column, "mapping")
            key = Node("scalar", PLAIN, name, at)
            if tag == "":
                self.waits = key
                at += 1
            elif tag == _BLOCK:
                block, at = self.literal(at, column, value)
                node.value.append((key, block))
            else:
                node.value.append((key, _node(tag, value, at)))
                at += 1
        self.nothing()
        return stack[0][1] if stack else None

    def listed(self, at: int, column: int, dash: int) -> tuple[int, Node]:
        """Return the mapping *dash* signs behind the dash at *column* of line *at*, and where."""
        listed = self.collection(at, column, "sequence")
        node = Node("mapping", MAP, [], at)
        listed.value.append(node)
        self.push(column + dash, node)
        return column + dash, node

    def other(self, at: int) -> int:
        """Read the line *at*, which is no entry of a mapping; return the next line."""
        line = self.lines[at]
        if line.lstrip(" ")[:1] in {"", "#"}:
            return at + 1
        found = _ITEM.fullmatch(line)
        text = found[2].rstrip(" ") if found is not None else ""
        if found is None or not text:
            raise _BeyondError
        column = len(found[1])
        listed = self.collection(at, column, "sequence")
        tag, value = _scalar(text)
        node, after = (
            self.literal(at, column, value) if tag == _BLOCK else (_node(tag, value, at), at + 1)
        )
        listed.value.append(node)
        return after

    def collection(self, at: int, column: int, kind: str) -> Node:
        """Return the *kind* of collection that goes on or starts at *column* of line *at*."""
        stack = self.open
        if self.waits is not None:
            outer = stack[-1][0]
            if column > outer or (column == outer and kind == "sequence"):
                return self.start(at, column, kind)
            self.nothing()
        elif not stack:
            return self.start(at, column, kind)
        while stack and stack[-1][0] > column:
            stack.pop()
        # A list may stand at the column of the mapping that it is a value of.
        if kind == "mapping" and stack and stack[-1][1].id == "sequence":
            stack.pop()
        if not stack or stack[-1][0] != column or stack[-1][1].id != kind:
            raise _BeyondError
        return stack[-1][1]

    def start(self, at: int, column: int, kind: str) -> Node:
        node = Node(kind, MAP if kind == "mapping" else LIST, [], at)
        if self.waits is not None:
            self.open[-1][1].value.append((self.waits, node))
            self.waits = None
        self.push(column, node)
        return node

    def push(self, column: int, node: Node) -> None:
        if len(self.open) > _DEEPEST:
            raise _BeyondError
        self.open.append((column, node))

    def nothing(self) -> None:
        """Give the key that waits for one a value that is not written."""
        if self.waits is not None:
            value = Node("scalar", PLAIN, "", self.waits.line)
            self.open[-1][1].value.append((self.waits, value))
            self.waits = None

    def literal(self, at: int, outer: int, mark: str) -> tuple[Node, int]:
        """Return the block of lines below line *at*, and the line after it."""
        lines, start = self.lines, at + 1
        first = lines[start] if start < len(lines) else ""
        indent = len(first) - len(first.lstrip(" "))
        if indent <= outer or indent == len(first):
            raise _BeyondError
        margin, after = first[:indent], start
        while after < len(lines) and (
            lines[after].startswith(margin) or not lines[after].strip(" ")
        ):
            after += 1
        body = "\n".join([line[indent:] for line in lines[start:after]])
        bare = body.rstrip("\n")
        ended = after < len(lines) or len(bare) < len(body)
        value = f"{bare}\n" if mark == "|" and ended else bare
        return Node("scalar", TEXT, value, at), after


@lru_cache(maxsize=4096)
def _entry(line: str) -> tuple[int, int, str, str, str] | None:
    """Return column, signs of a dash before it, key, and tag and text of the value in *line*.

    None if it is no entry of a mapping; without a tag there is no value on the line.
    """
    found = _ENTRY.fullmatch(line)
    if found is None:
        return None
    indent, dash, name, quoted, text = found.groups()
    if quoted is not None:
        return len(indent), len(dash), name, TEXT, quoted
    if text is None or text[0] == "#":
        return len(indent), len(dash), name, "", ""
    return len(indent), len(dash), name, *_scalar(text.rstrip(" "))


def _node(tag: str, value: str, at: int) -> Node:
    if tag == MAP:
        return Node("mapping", MAP, [], at)
    if tag == LIST:
        return Node("sequence", LIST, [], at)
    return Node("scalar", tag, value, at)


def _scalar(text: str) -> tuple[str, str]:
    """Return the tag and the value of *text*, which starts with no space and ends with none."""
    first = text[0]
    if first not in _INDICATORS:
        return PLAIN, _plain(text)
    if text in _WHOLE:
        return _WHOLE[text], text
    if first == '"':
        found = _DOUBLE.fullmatch(text)
        if found is not None:
            return TEXT, _ESCAPE.sub(lambda one: _ESCAPES[one[1]], found[1])
    elif first == "'":
        found = _SINGLE.fullmatch(text)
        if found is not None:
            return TEXT, found[1].replace("''", "'")
    raise _BeyondError


def _plain(text: str) -> str:
    if " #" in text:
        text = text[: text.index(" #")].rstrip(" ")
    if text[-1] == ":" or ": " in text or text[:2] in {"-", "- "}:
        raise _BeyondError
    return text
