"""JSON with sorted keys, so that a moved field is no change.

The library writes it compactly by fast code, and indented by slow code; so the indentation is ours
and every scalar is the library's. A property test holds the two equal.
"""

from __future__ import annotations

from json import JSONEncoder
from typing import Any

__all__ = ["dump"]

_scalar = JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def dump(value: Any) -> str:
    """Return *value* as JSON.

    Raises:
        TypeError: If *value* holds anything but plain data.
        ValueError: If it holds NaN or Inf, which JSON has no word for.
    """
    return _node(value, "\n") + "\n"


def _node(value: Any, newline: str) -> str:
    if isinstance(value, dict) and value:
        inner = f"{newline}  "
        entries = [f"{_key(key)}: {_node(value[key], inner)}" for key in sorted(value)]
        return f"{{{inner}{f',{inner}'.join(entries)}{newline}}}"
    if isinstance(value, list | tuple) and value:
        inner = f"{newline}  "
        return f"[{inner}{f',{inner}'.join([_node(one, inner) for one in value])}{newline}]"
    return _scalar(value)


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key must be a string, not {key!r}")
    return _scalar(key)
