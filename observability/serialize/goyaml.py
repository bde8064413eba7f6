"""YAML the way go-yaml version 2 writes it, byte for byte: what Sloth's files look like.

Two spaces a level, lists not indented, plain scalars folded beyond column 80, texts of several
lines as ``|`` blocks, quotes only where a plain scalar would be read as something else.
Source: https://github.com/go-yaml/yaml/blob/v2.4.0/emitterc.go
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from observability.formats.go_scalar import BOOLS, NULLS
from observability.serialize.goyaml_scalar import (
    folded_line,
    is_simple_key,
    plain_block,
    style,
    written,
)

__all__ = ["dump", "head", "scalar"]

_SHORT = 60
"""A plain scalar that ends before column 80 wherever it may start in our files."""


def dump(value: dict[str, Any]) -> str:
    """Return the mapping *value* as a document, its keys in the order that they have.

    Mappings, lists and texts are all that it may hold.

    Raises:
        TypeError: If it holds anything else.
    """
    lines: list[str] = []
    _mapping(value, "", "", lines)
    return "\n".join(lines) + "\n"


def _mapping(value: dict[str, Any], first: str, indent: str, lines: list[str]) -> None:
    """Add the lines of *value*, the first of them started by *first*."""
    start = first
    for key, item in value.items():
        begin = head(key, start, indent)
        if isinstance(item, str):
            lines.append(begin + " " + scalar(item, len(begin) - begin.rfind("\n"), indent + "  "))
        elif isinstance(item, dict):
            _block_mapping(item, begin, indent, lines)
        elif isinstance(item, list):
            _list(item, begin, indent, lines)
        else:
            raise TypeError(f"no text, list or mapping: {item!r}")
        start = indent


def _block_mapping(item: dict[str, Any], begin: str, indent: str, lines: list[str]) -> None:
    if not item:
        lines.append(f"{begin} {{}}")
        return
    lines.append(begin)
    _mapping(item, f"{indent}  ", f"{indent}  ", lines)


def _list(items: list[Any], begin: str, indent: str, lines: list[str]) -> None:
    if not items:
        lines.append(f"{begin} []")
        return
    lines.append(begin)
    for item in items:
        if isinstance(item, dict) and item:
            _mapping(item, f"{indent}- ", f"{indent}  ", lines)
        elif isinstance(item, str):
            lines.append(f"{indent}- {scalar(item, len(indent) + 2, indent + '  ')}")
        else:
            raise TypeError(f"no text or mapping in a list: {item!r}")


@lru_cache(maxsize=16_384)
def head(key: str, start: str, indent: str) -> str:
    """Return *key* and the colon behind it, *start* before it; further lines start at *indent*."""
    if is_simple_key(key):
        return f"{start}{written(key, style(key, is_key=True), len(start), indent, folds=False)}:"
    text = written(key, style(key), len(start) + 2, f"{indent}  ", folds=True)
    separator = "" if text.endswith("\n") else "\n"
    return f"{start}? {text}{separator}{indent}:"


def scalar(value: str, column: int, indent: str) -> str:
    """Return *value* as a scalar that starts behind a space at *column*.

    Its lines after the first start with *indent*.
    """
    if len(value) <= _SHORT:
        return value if _is_plain(value) else _short(value, indent)
    block = plain_block(value, indent) if "\n" in value else None
    return _long(value, column, indent) if block is None else block


@lru_cache(maxsize=16_384)
def _short(value: str, indent: str) -> str:
    return written(value, style(value), 0, indent, folds=False)


@lru_cache(maxsize=1024)
def _long(value: str, column: int, indent: str) -> str:
    if _is_plain(value):
        return folded_line(value, column, indent)
    return written(value, style(value), column, indent, folds=True)


_LONGEST_WORD = max(map(len, (*BOOLS, *NULLS)))
_SIGN = r"[A-Za-z0-9_(){}=\"',.~+*/<>$\[\]|!^@%:-]"
_PLAIN = re.compile(rf"[A-Za-z_(/]{_SIGN}*(?: {_SIGN}+)*")


def _is_plain(value: str) -> bool:
    """Tell by a look whether *value* surely needs no quotes."""
    return (
        _PLAIN.fullmatch(value) is not None
        and (len(value) > _LONGEST_WORD or (value not in BOOLS and value not in NULLS))
        and (":" not in value or (": " not in value and value[-1] != ":"))
    )
