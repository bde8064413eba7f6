"""A file to be: its path, its format, and its content as plain data."""

from __future__ import annotations

from typing import Any, Literal

import attrs

from observability.base.source import Source

__all__ = ["Commented", "Document"]


@attrs.frozen
class Commented:
    """A value in a YAML list with a comment above it."""

    comment: str
    value: Any


@attrs.frozen(kw_only=True)
class Document:
    """A file below the output folder.

    Args:
        path: Relative, with ``/``.
        format: How *body* is written; ``text`` is written as it is.
        body: Dictionaries, lists, strings, numbers, booleans and None; for ``text`` a string.
        title: What the file is, in one line for its head (JSON has no place for it).
        sources: The definitions it was made from.
    """

    path: str
    format: Literal["yaml", "json", "text"]
    body: Any
    title: str = ""
    sources: tuple[Source, ...] = ()
