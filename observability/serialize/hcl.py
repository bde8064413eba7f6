"""Terraform's language, laid out as ``terraform fmt`` lays it out."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from observability.render.document import Block, Expression

__all__ = ["dump"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_WIDTH = 100


def dump(blocks: Iterable[Block], comment: tuple[str, ...] = ()) -> str:
    """Return *blocks* as one file, with *comment* lines at its head.

    Raises:
        TypeError: If a value is neither plain data nor an `Expression`.
    """
    head = "".join(f"# {line}\n" for line in comment)
    return "\n".join([head, *("\n".join(_block(one)) + "\n" for one in blocks)])


def _block(block: Block) -> list[str]:
    kind, *labels = block.words
    opening = " ".join([kind, *(f'"{label}"' for label in labels), "{"])
    comment = [f"# {line}" for line in textwrap.wrap(block.comment, _WIDTH - 2)]
    body: list[str] = []
    for group in block.groups:
        lines = _block(group) if isinstance(group, Block) else _arguments(group)
        body += ([""] if body and lines else []) + lines
    return [*comment, opening, *_indented(body), "}"]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]


def _arguments(values: Mapping[str, Any]) -> list[str]:
    """Return ``name = value`` lines; the signs of one-line values in a row are aligned."""
    lines: list[str] = []
    row: list[tuple[str, str]] = []
    for key, value in values.items():
        name, shown = _key(key), _value(value)
        if len(shown) == 1:
            row.append((name, shown[0]))
            continue
        lines += _aligned(row)
        row = []
        lines += [f"{name} = {shown[0]}", *shown[1:]]
    return lines + _aligned(row)


def _aligned(row: list[tuple[str, str]]) -> list[str]:
    width = max((len(name) for name, _ in row), default=0)
    return [f"{name:{width}} = {shown}" for name, shown in row]


def _key(key: str) -> str:
    return key if _NAME.fullmatch(key) else _string(key)


def _value(value: Any) -> list[str]:
    match value:
        case Mapping():
            return ["{", *_indented(_arguments(value)), "}"] if value else ["{}"]
        case list() | tuple():
            return _list([_value(one) for one in value])
        case Expression():
            return value.text.split("\n")
        case bool():
            return ["true" if value else "false"]
        case int():
            return [str(value)]
        case str():
            return [_string(value)]
        case _:
            raise TypeError(f"no value of Terraform: {value!r}, a {type(value).__name__}")


def _list(items: list[list[str]]) -> list[str]:
    line = f"[{', '.join(item[0] for item in items)}]"
    if all(len(item) == 1 for item in items) and len(line) <= _WIDTH - 30:
        return [line]
    inner = [line for item in items for line in [*item[:-1], f"{item[-1]},"]]
    return ["[", *_indented(inner), "]"]


def _string(value: str) -> str:
    escaped = "".join(_ESCAPES.get(one, one) for one in value)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'
