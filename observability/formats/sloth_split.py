"""A file into its documents, and what kind of spec each is, exactly as Sloth tells.

Sloth strips comment lines, splits at lines that start with ``---``, and looks for the kind with
regular expressions, all before any YAML is read.
Source: https://github.com/slok/sloth/blob/v0.16.0/pkg/common/utils/data/data.go
"""

from __future__ import annotations

import re

import attrs

from observability.formats.sloth_spec import Kind

__all__ = ["Chunk", "kind", "split"]

_MARK = re.compile(r"^---", re.MULTILINE)
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_PROMETHEUS = re.compile(r"^version: +['\"]?prometheus/v1['\"]?\r?\n? *$", re.MULTILINE)
_BOTH: tuple[tuple[Kind, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "kubernetes",
        re.compile(r"^kind: +['\"]?PrometheusServiceLevel['\"]? *\r?$", re.MULTILINE),
        re.compile(r"^apiVersion: +['\"]?sloth.slok.dev/v1['\"]? *\r?$", re.MULTILINE),
    ),
    (
        "openslo",
        re.compile(r"^kind: +['\"]?SLO['\"]? *\r?$", re.MULTILINE),
        re.compile(r"^apiVersion: +['\"]?openslo/v1alpha['\"]? *\r?$", re.MULTILINE),
    ),
)


@attrs.frozen
class Chunk:
    """The text of one document, and the line of the file that it starts at."""

    text: str
    line: int


def split(text: str) -> tuple[Chunk, ...]:
    """Return the documents in *text* that hold anything."""
    start = len(text) - len(text.lstrip(_SPACE))
    bare = _uncommented(text.strip(_SPACE))
    line = 1 + text.count("\n", 0, start)
    chunks = []
    for part in _MARK.split(bare) if "---" in bare else [bare]:
        inner = part.strip(_SPACE)
        if inner:
            before = part[: len(part) - len(part.lstrip(_SPACE))]
            chunks.append(Chunk(inner, line + before.count("\n")))
        line += part.count("\n")
    return tuple(chunks)


def _uncommented(text: str) -> str:
    """Return *text* with nothing on the lines that start with ``#``."""
    parts, start, text = [], 0, f"\n{text}"
    while (at := text.find("\n#", start)) >= 0:
        parts.append(text[start : at + 1])
        start = text.find("\n", at + 1)
        if start < 0:
            return "".join(parts)[1:]
    return "".join([*parts, text[start:]])[1:]


def kind(text: str) -> Kind | None:
    """Return which kind of spec *text* is, or None.

    Unlike Sloth, which takes Windows line ends in ``prometheus/v1`` only, they are taken in all.
    """
    if _PROMETHEUS.search(text):
        return "prometheus"
    return next((name for name, one, two in _BOTH if one.search(text) and two.search(text)), None)
