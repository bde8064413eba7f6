"""Answers that need no thought: help, version, and a ``generate`` that has nothing to do.

Python takes 10 ms to start and the command line library three times that. So this module and what
it imports use nothing but `os`, `sys` and `marshal`, which are loaded anyway.
"""

from __future__ import annotations

import os
import sys

from observability.io.root import nearest_root
from observability.io.state import recall

__all__ = ["answer", "tell"]

_WRONG = 2
_CLOSED = 141  # what a shell reports of a program that SIGPIPE ended


def answer(arguments: list[str], version: str) -> str | None:
    """Return what the command line would print for *arguments*, or None if it must be asked."""
    if "_O11Y_COMPLETE" in os.environ:
        return None
    if arguments in ([], ["-h"], ["--help"]):
        return _help()
    if arguments == ["--version"]:
        return f"o11y {version}\n"
    if arguments[:1] == ["generate"]:
        return _unchanged(arguments[1:])
    return None


def tell(text: str) -> int:
    """Write *text* and all that waits to be written, and return the exit code."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes at exit
        if isinstance(error, BrokenPipeError):
            return _CLOSED
        sys.stderr.write(f"o11y: can not write the output: {error.strerror}\n")
        return _WRONG
    return 0


def _help() -> str:
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    with open(os.path.join(package, "cli", "help.txt"), encoding="utf-8") as file:
        return file.read()


def _unchanged(options: list[str]) -> str | None:
    """Return what the last ``generate`` told, if this one has nothing to do."""
    given = dict(zip(options[::2], options[1::2], strict=False))
    if len(options) != 2 * len(given) or given.keys() - {"--root", "--out"}:
        return None
    root = nearest_root(given.get("--root", "."))
    if root is None:
        return None
    return recall(root, os.path.realpath(given.get("--out", os.path.join(root, "out"))))
