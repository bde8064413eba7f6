"""Sums over a window of an SLO's events, and since when they count if its budget was reset.

A rule does not know when it will be evaluated, so it holds every case: the plain sum before a
reset; after it the sum of what has been recorded since, which is a range that begins at the reset
and ends in the future; and the plain sum again once the window lies behind it. SLOs without resets
are read as if there were none. Whoever evaluates such a rule for a time long past must know that
the range ends after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import attrs

from observability.base import naming
from observability.base.duration import Duration, minutes
from observability.base.labels import Matcher
from observability.compile.exclusion import echo
from observability.compile.fleet import Fleet, ids_matcher
from observability.model.slo import SLO
from observability.promql import build
from observability.promql.expr import Binary, Expr, Matching, Selector

__all__ = ["alike", "just_reset", "latest", "summed"]

_BUCKET = minutes(5)
_CUT = minutes(10)  # Prometheus looks back for half of it: no alert outlives it
_NOW = build.call("vector", build.call("time"))
_ONCE = Matching(on=())
_RATES = (naming.TOTAL_RATE, naming.ERRORS_RATE)


@attrs.frozen(kw_only=True)
class _Span:
    """From *begin* until *end* only the samples from *first* on count; Unix seconds."""

    begin: int
    end: int
    first: int

    @property
    def is_now(self) -> Binary:
        """One series if it is that time, else nothing."""
        return build.below(Binary(">=", _NOW, build.literal(self.begin)), self.end)


def summed(
    fleet: Fleet,
    series: str,
    window: Duration,
    *matchers: Matcher,
    slos: tuple[SLO, ...] | None = None,
    but: Iterable[SLO] = (),
) -> Expr:
    """Return the sum of the last *window* of an event *series* of *slos* (None: all *but* some)."""
    left_out = tuple(but)
    wanted = [slo for slo in (fleet.slos if slos is None else slos) if slo not in left_out]
    apart = [*left_out, *(slo for slo in wanted if slo.resets)]
    others = [slo for slo in wanted if not slo.resets]
    read = fleet.read(series, *matchers).range(window)
    parts: list[Expr] = []
    if slos is None:
        plain = read.where(ids_matcher(apart, but=True)) if apart else read
        parts.append(build.call("sum_over_time", plain))
    elif others:
        parts.append(build.call("sum_over_time", read.where(ids_matcher(others))))
    longer = echo(fleet.project) + (Duration(0) if series in _RATES else _BUCKET)
    every = Selector(series, matchers, over=window)
    parts += _since("sum_over_time", every, wanted, longer)
    return build.any_of(parts[0], *parts[1:])


def latest(fleet: Fleet, series: str, window: Duration) -> Expr:
    """Return what was recorded last in *window*, and since the last reset."""
    read = fleet.read(series).range(window)
    reset = [slo for slo in fleet.slos if slo.resets]
    plain = read.where(ids_matcher(reset, but=True)) if reset else read
    since = _since("last_over_time", Selector(series, over=window), reset, Duration(0))
    return build.any_of(build.call("last_over_time", plain), *since)


def just_reset(fleet: Fleet) -> Expr | None:
    """Return the SLOs whose reset has just passed: what alerted before is not kept."""
    parts = [
        build.both(
            build.max_by(Selector(naming.ERROR_BUDGET, (ids_matcher(slos),)), *naming.IDS),
            _any(_Span(begin=at, end=at + int(_CUT.seconds), first=at) for at in moments),
            _ONCE,
        )
        for moments, slos in alike(fleet.slos)
    ]
    return build.any_of(parts[0], *parts[1:]) if parts else None


def alike(slos: Iterable[SLO]) -> list[tuple[tuple[int, ...], list[SLO]]]:
    """Return the SLOs with resets, those with the same ones together."""
    found: dict[tuple[int, ...], list[SLO]] = {}
    for slo in slos:
        if slo.resets:
            found.setdefault(tuple(sorted({one.when for one in slo.resets})), []).append(slo)
    return sorted(found.items(), key=lambda one: one[0])


def _since(function: str, read: Selector, slos: Iterable[SLO], longer: Duration) -> Iterator[Expr]:
    """Yield, for those of *slos* with resets, the *function* of what was recorded since.

    What was recorded until *longer* after a reset tells of events from before: a rate looks back,
    and a bucket for longer. Whoever is named needs no slot: *read* has none.
    """
    window = read.over or Duration(0)
    for moments, those in alike(slos):
        own = read.where(ids_matcher(those))
        spans = tuple(_spans(moments, longer, window))
        yield build.excluding(build.call(function, own), _any(spans))
        for span in spans:
            fixed = build.call(function, own.ending(span.first + int(window.seconds)))
            yield build.both(fixed, span.is_now, _ONCE)


def _spans(moments: tuple[int, ...], longer: Duration, window: Duration) -> Iterator[_Span]:
    """Yield the times in which a reset lies within *window*, each until the next reset."""
    never = moments[-1] + int((longer + window).seconds)
    for at, following in pairwise((*moments, never)):
        first = at + int(longer.seconds)
        yield _Span(begin=at, end=min(following, first + int(window.seconds)), first=first)


def _any(spans: Iterable[_Span]) -> Expr:
    first, *others = (span.is_now for span in spans)
    return build.any_of(first, *others)
