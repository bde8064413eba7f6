"""Work on many files in two processes, where the machine has two cores for them.

The other process is forked: it knows all that this one does, and hands back what it made. If it
fails in any way, this one does its work as well, and meets what is wrong itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

__all__ = ["pays", "shared"]

Item = TypeVar("Item")
Made = TypeVar("Made")

_WORTH = 500_000
"""Bytes of specs that take longer to work through than a process takes to start."""


def pays(files: Sequence[str]) -> bool:
    """Tell whether a second process for *files* would save time."""
    cores = getattr(os, "sched_getaffinity", None)
    if len(files) < 2 or cores is None or len(cores(0)) < 2:
        return False
    return sum(os.path.getsize(file) for file in files if os.path.exists(file)) >= _WORTH


def shared(
    work: Callable[[Sequence[Item]], list[Made]],
    items: Sequence[Item],
    undo: Callable[[list[Made]], None],
) -> list[Made]:
    """Return what *work* makes of *items*, one by one, the half of them made in a process apart.

    If *work* fails, what it made of the other half is given to *undo*.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _answer(work, items[1::2], writing)
    os.close(writing)
    first = second = None
    try:
        first = work(items[::2])
        second = _answered(child, reading)
        if second is None:
            second = work(items[1::2])
    except BaseException:
        undo((_answered(child, reading) or []) if first is None else first)
        raise
    made = [one for pair in zip(first, second, strict=False) for one in pair]
    return made + first[len(second) :]


def _answered(child: int, reading: int) -> list[Any] | None:
    """Return what the other process made, or None if it failed."""
    import pickle  # noqa: PLC0415 - only where there is much to do

    with os.fdopen(reading, "rb") as answers:
        answer = answers.read()
    _, status = os.waitpid(child, 0)
    if status:
        return None
    made: list[Any] = pickle.loads(answer)  # noqa: S301 - our own process wrote it
    return made


def _answer(work: Callable[[Sequence[Item]], list[Made]], items: Sequence[Item], to: int) -> None:
    """Write what *work* makes of *items*, and end the process."""
    code = 1
    try:
        import pickle  # noqa: PLC0415

        answer = pickle.dumps(work(items))
        with os.fdopen(to, "wb") as answers:
            answers.write(answer)
        code = 0
    finally:
        os._exit(code)
