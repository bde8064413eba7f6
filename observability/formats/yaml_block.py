"""YAML as most people write it, read line by line: faster than the C parser does it.

Block mappings and lists of one-line scalars and of `|` blocks are understood, and nothing else:
for any other text, wrong ones among them, the answer is None, and the C parser is asked.
Source of what is plain YAML: https://yaml.org/spec/1.1/
"""

from __future__ import annotations

import re
from typing import Any

__all__ = ["LIST", "MAP", "PLAIN", "TEXT", "Node", "read_block"]

PLAIN = "plain"
"""The tag of a scalar that is written without quotes and without a tag."""
TEXT, MAP, LIST = (f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq"))

_ENTRY = re.compile(r"( *)((?:- +)?)([A-Za-z_][A-Za-z0-9_./-]{0,200}):(?: +(.*))?")
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
        at, end = 0, len(self.lines)
        entry = _ENTRY.fullmatch
        while at < end:
            line = self.lines[at]
            found = entry(line)
            if found is not None:
                at = self.entry(at, *found.groups())
            elif line.lstrip(" ")[:1] in ("", "#"):
                at += 1
            else:
                at = self.item(at, line)
        self.nothing()
        return self.open[0][1] if self.open else None

    def entry(self, at: int, indent: str, dash: str, name: str, text: str | None) -> int:
        """Read the line *at*, which is a key and perhaps its value; return the next line."""
        column = len(indent)
        if dash:
            listed = self.collection(at, column, "sequence")
            column += len(dash)
            node = Node("mapping", MAP, [], at)
            listed.value.append(node)
            self.push(column, node)
        else:
            node = self.collection(at, column, "mapping")
        key = Node("scalar", PLAIN, name, at)
        if not text or text[0] == "#" or not (text := text.rstrip(" ")):
            self.waits = key
            return at + 1
        if text in {"|", "|-"}:
            value, after = self.literal(at, column, text)
        else:
            value, after = _scalar(text, at), at + 1
        node.value.append((key, value))
        return after

    def item(self, at: int, line: str) -> int:
        """Read the line *at*, which is a scalar in a list; return the next line."""
        found = _ITEM.fullmatch(line)
        text = found[2].rstrip(" ") if found is not None else ""
        if found is None or not text:
            raise _BeyondError
        column = len(found[1])
        listed = self.collection(at, column, "sequence")
        if text in {"|", "|-"}:
            value, after = self.literal(at, column, text)
        else:
            value, after = _scalar(text, at), at + 1
        listed.value.append(value)
        return after

    def collection(self, at: int, column: int, kind: str) -> Node:
        """Return the *kind* of collection that goes on at *column*, or starts there on line *at*."""
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
        while after < len(lines) and (lines[after].startswith(margin) or not lines[after].strip()):
            after += 1
        body = "\n".join([line[indent:] for line in lines[start:after]])
        bare = body.rstrip("\n")
        ended = after < len(lines) or len(bare) < len(body)
        value = f"{bare}\n" if mark == "|" and ended else bare
        return Node("scalar", TEXT, value, at), after


def _scalar(text: str, at: int) -> Node:
    """Return the scalar that *text* is, which starts with no space and ends with none."""
    first = text[0]
    if first not in _INDICATORS:
        return Node("scalar", PLAIN, _plain(text), at)
    if first == '"':
        found = _DOUBLE.fullmatch(text)
        if found is not None:
            value = found[1]
            if "\\" in value:
                value = _ESCAPE.sub(lambda one: _ESCAPES[one[1]], value)
            return Node("scalar", TEXT, value, at)
    elif first == "'":
        found = _SINGLE.fullmatch(text)
        if found is not None:
            return Node("scalar", TEXT, found[1].replace("''", "'"), at)
    elif text == "{}":
        return Node("mapping", MAP, [], at)
    elif text == "[]":
        return Node("sequence", LIST, [], at)
    raise _BeyondError


def _plain(text: str) -> str:
    if " #" in text:
        text = text[: text.index(" #")].rstrip(" ")
    if text[-1] == ":" or ": " in text or text[:2] in {"-", "- "}:
        raise _BeyondError
    return text
