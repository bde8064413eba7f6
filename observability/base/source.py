"""Where in the user's files a definition was written."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from types import CodeType, FrameType

__all__ = ["UNKNOWN", "Source", "caller"]

_SKIPPED = (__file__.rpartition("base")[0], attrs.__file__.rpartition("__init__")[0])
_ATTR_CORE = attrs.field.__code__.co_filename.removesuffix("_next_gen.py")


@attrs.frozen
class Source:
    """The span of the call that made a definition.

    Lines count from 1, columns from 0 and in UTF-8 bytes, as in `ast`.
    """

    file: str
    line: int
    end_line: int = 0
    column: int = 0
    end_column: int = 0

    def relative(self, root: str) -> Source:
        """Return the same place with a file name relative to *root*, where it lies below it."""
        prefix = root.rstrip("/") + "/"
        if not self.file.startswith(prefix):
            return self
        return attrs.evolve(self, file=self.file[len(prefix) :])

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


UNKNOWN = Source(file="<unknown>", line=0)


def caller() -> Source:
    """Return the place in the user's code that led here.

    Frames of this package and of attrs (whose generated ``__init__`` calls us) are skipped.
    """
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - inspect takes longer
    while frame is not None and _is_internal(frame.f_code):
        frame = frame.f_back
    if frame is None:
        return UNKNOWN
    return _position(frame)


def _is_internal(code: CodeType) -> bool:
    name = code.co_filename
    return name.startswith(_SKIPPED) or name.startswith((_ATTR_CORE, "<attrs generated"))


def _position(frame: FrameType) -> Source:
    positions = frame.f_code.co_positions()
    line, end_line, column, end_column = next(
        islice(positions, frame.f_lasti // 2, None), (None, None, None, None)
    )
    return Source(
        file=frame.f_code.co_filename,
        line=line or frame.f_lineno,
        end_line=end_line or 0,
        column=column or 0,
        end_column=end_column or 0,
    )
