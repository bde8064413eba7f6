"""Block-style YAML that every reader understands alike.

A string is written plain only if no YAML 1.1 or 1.2 reader could take it for anything else;
lines of text become literal blocks; the rest is quoted. What is written reads back equal, in
PyYAML and in Go: property tests hold both to it.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from observability.render.document import Commented

__all__ = ["comment", "dump", "head", "items", "string"]

_PLAIN = re.compile(r"[A-Za-z_/](?:[A-Za-z0-9_./:-]*[A-Za-z0-9_./-])?|(?:\d+(?:ms|[smhdwy]))+")
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])
_CONTROL = re.compile(r"[^\n\t\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_SEPARATORS = re.compile(r"[\x85\u2028\u2029]")
_BLOCK_BREAKER = re.compile(r"[ \t](?:\n|\Z)|\A[ \n\t]|\n\t")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_COMMENT_WIDTH = 98
_LONGEST_KEY = 128  # a key that needs no mark has at most 1024 characters, escapes included


def dump(value: Any, comment: tuple[str, ...] = ()) -> str:
    """Return *value* as one YAML document, with *comment* lines at its head.

    Raises:
        TypeError: If *value* holds anything but plain data.
        ValueError: If a key is too long.
    """
    lines = _node(value, "") if _is_block(value) else [_scalar(value)]
    return head(comment) + "\n".join(lines) + "\n"


def head(comment: Iterable[str]) -> str:
    """Return *comment* as lines at the head of a document."""
    return "".join([f"# {line}".rstrip() + "\n" for line in comment])


def items(values: Iterable[Any], indent: str) -> str:
    """Return the lines of a list with *values*, behind *indent*."""
    return "".join([line + "\n" for value in values for line in _item(value, indent)])


def _is_block(value: Any) -> bool:
    return isinstance(value, dict | list | tuple) and bool(value)


def _node(value: Any, indent: str) -> list[str]:
    if isinstance(value, dict):
        return [line for key, item in value.items() for line in _entry(key, item, indent)]
    return [line for item in value for line in _item(item, indent)]


def _entry(key: Any, value: Any, indent: str) -> list[str]:
    if not isinstance(key, str):
        raise TypeError(f"a key must be a string, not {key!r}")
    if len(key) > _LONGEST_KEY:
        raise ValueError(f"a key of {len(key)} characters is too long for YAML: {key[:40]!r}...")
    head = f"{indent}{string(key, block='')}:"
    if _is_block(value):
        deeper = indent if isinstance(value, list | tuple) else f"{indent}  "
        return [head, *_node(value, deeper)]
    return f"{head} {_scalar(value, f'{indent}  ')}".split("\n")


def _item(value: Any, indent: str) -> list[str]:
    if isinstance(value, Commented):
        return [*comment(value.comment, indent).split("\n")[:-1], *_item(value.value, indent)]
    if not _is_block(value):
        return f"{indent}- {_scalar(value, f'{indent}  ')}".split("\n")
    lines = _node(value, f"{indent}  ")
    return [f"{indent}- {lines[0][len(indent) + 2 :]}", *lines[1:]]


def comment(text: str, indent: str) -> str:
    """Return the lines of a comment, broken where it is long."""
    wrapper = _wrapper(max(40, _COMMENT_WIDTH - len(indent)))
    return "".join([f"{indent}# {line}\n" for line in wrapper.wrap(text)])


@lru_cache
def _wrapper(width: int) -> textwrap.TextWrapper:
    return textwrap.TextWrapper(width, break_long_words=False)


def _scalar(value: Any, block: str = "  ") -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case str():
            return string(value, block)
        case int():
            return str(value)
        case float():
            return _float(value)
        case {}:
            return "{}"
        case [] | ():
            return "[]"
        case _:
            raise TypeError(f"no plain data: {value!r}, a {type(value).__name__}")


def _float(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    mantissa, mark, exponent = repr(value).partition("e")
    if not mark:
        return mantissa
    sign = "" if exponent[0] in "+-" else "+"
    return f"{mantissa}{'' if '.' in mantissa else '.0'}e{sign}{exponent}"


@lru_cache(maxsize=16_384)
def string(value: str, block: str) -> str:
    """Return *value* as a scalar; its lines start with *block*, or are quoted if that is empty."""
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    if _CONTROL.search(value) or _SEPARATORS.search(value):
        return _double(value)
    if "\n" in value:
        return (
            _literal(value, block) if block and not _BLOCK_BREAKER.search(value) else _double(value)
        )
    if "\t" in value:
        return _double(value)
    if "'" in value and '"' not in value and "\\" not in value:
        return _double(value)
    return "'" + value.replace("'", "''") + "'"


def _literal(value: str, indent: str) -> str:
    body = value.removesuffix("\n")
    if body.endswith("\n"):
        return _double(value)
    mark = "|" if value.endswith("\n") else "|-"
    lines = [f"{indent}{line}" if line else "" for line in body.split("\n")]
    return "\n".join([mark, *lines])


def _double(value: str) -> str:
    escaped = "".join(_ESCAPES.get(one, one) for one in value)
    return '"' + _unprintable(escaped) + '"'


def _unprintable(text: str) -> str:
    def escape(found: re.Match[str]) -> str:
        code = ord(found[0])
        return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"

    return _SEPARATORS.sub(escape, _CONTROL.sub(escape, text))
