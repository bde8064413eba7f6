"""Values as Python source, in the form that ``ruff format`` leaves as it is.

A call is on one line if that is short, else an argument a line with a comma after the last one.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping

__all__ = ["call", "identifier", "listed", "mapped", "quoted"]

_WIDTH = 80
_STEP = "    "


def call(name: str, arguments: Mapping[str, str], indent: str = "") -> str:
    """Return a call with an argument a line; values of several lines stand in the call's column."""
    inner = f"{indent}{_STEP}"
    lines = [f"{inner}{key}={_moved(value, inner)}," for key, value in arguments.items()]
    return "\n".join([f"{name}(", *lines, f"{indent})"])


def quoted(text: str) -> str:
    """Return *text* as a string literal; several lines in three quotes, indented by one step."""
    escaped = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\r", "\\r")
    if "\n" in text and '"""' not in text:
        body = "\n".join(f"{_STEP}{line}".rstrip() for line in escaped.split("\n"))
        return f'"""\n{body}\n"""'
    quote = "'" if text.count('"') > text.count("'") else '"'
    escaped = escaped.replace("\n", "\\n").replace(quote, f"\\{quote}")
    return f"{quote}{escaped}{quote}"


def listed(values: Iterable[str]) -> str:
    """Return *values* as a list of string literals."""
    return _closed("[", [quoted(one) for one in values], "]")


def mapped(values: Mapping[str, str]) -> str:
    """Return *values* as a dictionary of string literals."""
    return _closed("{", [f"{quoted(key)}: {quoted(one)}" for key, one in values.items()], "}")


def identifier(text: str) -> str:
    """Return a variable name for *text*."""
    name = re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_").lower() or "slo"
    return f"_{name}" if name[0].isdigit() else f"{name}_" if keyword.iskeyword(name) else name


def _closed(start: str, members: list[str], end: str) -> str:
    flat = f"{start}{', '.join(members)}{end}"
    if len(flat) <= _WIDTH - 20:
        return flat
    return "\n".join([start, *(f"{_STEP}{one}," for one in members), end])


def _moved(value: str, indent: str) -> str:
    head, *rest = value.split("\n")
    return "\n".join([head, *(f"{indent}{line}" if line else "" for line in rest)])
