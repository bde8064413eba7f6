"""Words for messages: what a value is, and what may have been meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["described", "listed", "nearest", "shown", "with_article"]


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the most similar of *words*, or an empty string if none is close."""
    return next(iter(difflib.get_close_matches(str(word), list(words), n=1)), "")


def described(value: object) -> str:
    """Return *value* and its type for a message, in short; of a definition only the type."""
    kind = with_article(type(value).__name__)
    if value is None or isinstance(value, type):
        return getattr(value, "__name__", "None")
    if hasattr(value, "complain"):
        return kind
    return f"{_clipped(repr(value) if isinstance(value, str) else str(value))}, {kind}"


def shown(value: object) -> str:
    """Return *value* in quotes if it is a string, else what it is in brackets."""
    return _clipped(repr(value)) if isinstance(value, str) else f"({described(value)})"


def with_article(word: str) -> str:
    """Return ``an Expr`` for ``Expr``."""
    return f"{'an' if word[0] in 'aeioAEIO' else 'a'} {word}"


def listed(words: Iterable[str]) -> str:
    """Return ``a, b and c``."""
    *others, last = [*words] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "..."
