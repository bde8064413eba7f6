"""Tables and links of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["cell", "link", "table"]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table."""
    lines = [head, ["---"] * len(head), *([cell(one) for one in row] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]


def cell(text: str) -> str:
    """Write *text* so that it stays in its cell."""
    return " ".join(text.replace("|", "\\|").split())


def link(text: str, path: str) -> str:
    """Return a link to *path*, relative to the output folder."""
    return f"[{text}]({path})"
