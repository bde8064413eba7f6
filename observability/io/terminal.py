"""What the terminal wants to see."""

from __future__ import annotations

import os
import sys

__all__ = ["is_completing", "is_plain", "shows_progress"]


def is_completing() -> bool:
    """Tell whether it is a shell that asks, for what could come next on its line."""
    return "_O11Y_COMPLETE" in os.environ


def is_plain() -> bool:
    """Tell whether text should come without colours (https://no-color.org)."""
    dumb = os.environ.get("TERM") == "dumb"
    return bool(os.environ.get("NO_COLOR")) or dumb or not sys.stdout.isatty()


def shows_progress() -> bool:
    """Tell whether somebody watches who could see lines come and go."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
