"""A file to be: its path, its format, and its content as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import attrs

from observability.base.source import Source

__all__ = ["Block", "Commented", "Document", "Expression"]


@attrs.frozen
class Commented:
    """A value in a YAML list with a comment above it."""

    comment: str
    value: Any


@attrs.frozen
class Expression:
    """Terraform's own words in place of a value: a reference to something else."""

    text: str


@attrs.frozen
class Block:
    """A block of Terraform: its words, and groups of arguments with an empty line between."""

    words: tuple[str, ...]
    groups: tuple[Mapping[str, Any] | Block, ...] = ()
    comment: str = ""


@attrs.frozen(kw_only=True)
class Document:
    """A file below the output folder.

    Args:
        path: Relative, with ``/``.
        format: How *body* is written; ``text`` is written as it is.
        body: Dictionaries, lists, strings, numbers, booleans and None; for ``text`` a string, for
            ``hcl`` a list of `Block`.
        title: What the file is, in one line for its head (JSON has no place for it).
        sources: The definitions it was made from.
    """

    path: str
    format: Literal["yaml", "json", "text", "hcl"]
    body: Any
    title: str = ""
    sources: tuple[Source, ...] = ()
