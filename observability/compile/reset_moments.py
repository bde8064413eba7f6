"""When to look at the sums of an SLO whose budget was reset, and how far apart to feed samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from observability.compile.reset_readers import Reader

__all__ = ["SHOWN", "Look", "looks", "spacing"]

SHOWN = 25 * 60
"""For how many seconds the ratio of a period is shown again."""

_CUT = 600  # seconds after a reset in which no alert is kept
_LEAST = 1200  # seconds: a shorter window would need millions of samples to hold two of them
_EARLY = 43_200  # seconds: what begins too late by half a day is noticed
_TRIES = 4000

Window = tuple[int, int]
"""Its seconds, and how many seconds younger than a reset its first sample must be."""


@attrs.frozen(kw_only=True)
class Look:
    """A moment *now*, the last *reset* before it, and the *windows* that are tried then."""

    now: int
    reset: int | None
    windows: tuple[Window, ...]

    @property
    def keeps(self) -> bool:
        """Whether alerts are kept."""
        return self.reset is None or self.now >= self.reset + _CUT

    @property
    def is_early(self) -> bool:
        """Whether it is about the reset itself, and what is read of minutes."""
        return self.reset is None or self.now <= self.reset + SHOWN


def looks(moments: tuple[int, ...], readers: Iterable[Reader]) -> Iterator[Look]:
    """Yield when to look: around each reset, and in the span of each window and after it."""
    windows = sorted({(one.window, one.longer) for one in readers} | {(SHOWN, 0)})
    before: int | None = None
    for at, following in zip(moments, (*moments[1:], None), strict=True):
        tried: dict[int, set[Window]] = {at: set(), at + _CUT: set()}
        for one in windows:
            for now in _in_and_after(at, one, tried):
                tried.setdefault(now, set()).add(one)
        yield Look(now=at - 1, reset=before, windows=())
        for now in sorted(tried):
            if following is None or now < following - 1:
                yield Look(now=now, reset=at, windows=tuple(sorted(tried[now])))
        before = at


def _in_and_after(reset: int, window: Window, known: Iterable[int]) -> tuple[int, ...]:
    """Return when the reset lies within *window*, twice if that is long, and when behind it."""
    length, longer = window
    first = reset + longer
    inside = first + length * 3 // 4
    for one in sorted(known):
        if first + length * 0.35 <= one <= first + length * 0.9:
            inside = one
    soon = [one for one in sorted(known) if first + _EARLY // 3 < one < first + _EARLY]
    return (*(soon[:1] if length > 2 * _EARLY else ()), inside, first + length * 5 // 4)


def spacing(look: Look, window: int, longer: int) -> tuple[int, int]:
    """Return since when samples matter, and their distance in seconds: 0 if there is none.

    A multiple of it lies among what must not count, and two, or at least one, among what must.
    """
    first, low = (look.reset or 0) + longer, look.now - window
    begin, border = min(low, first), max(low, first)
    for several in (2, 1) if window >= _LEAST else ():
        most = (look.now - begin) // several
        for apart in range(most, window // 16, -max(1, most // _TRIES)):
            before = (border - 2) // apart * apart
            after = before + apart
            if begin + 1 < before and border + 1 < after < look.now - (several - 1) * apart:
                return begin, apart
    return begin, 0
