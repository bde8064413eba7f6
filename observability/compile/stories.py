"""The stories that every SLO's alerts are tried with, and what must come of each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

import attrs

from observability.base.quantity import number
from observability.slo.burn import minimum, threshold
from observability.slo.story import HISTORY, Pace, Segment, Story, detection, verdict, weight
from observability.slo.windows import PAGE, TICKET, Pair, Table

__all__ = ["Trial", "trials"]

_BURNS = tuple(map(Decimal, (100, 20, 10, 4, 2)))
_SEVERITIES = (PAGE, TICKET)
_ALL = Decimal(1)


@attrs.frozen(kw_only=True)
class Trial:
    """A story, and for each severity whether its alert fires at the end of it."""

    name: str
    story: Story
    page: bool | None
    ticket: bool | None


@lru_cache(maxsize=1024)
def trials(budget: Decimal, table: Table, pace: Pace) -> tuple[Trial, ...]:
    """Return the trials for an error budget (a share of events), those with a clear outcome."""
    told: dict[str, Story] = {}
    for name, story in _stories(budget, table, pace):
        told.setdefault(name, story)
    found = [_trial(name, story, budget, table, pace) for name, story in told.items()]
    return tuple(one for one in found if one.page is not None or one.ticket is not None)


def _trial(name: str, story: Story, budget: Decimal, table: Table, pace: Pace) -> Trial:
    return Trial(
        name=name,
        story=story,
        page=verdict(story, PAGE, budget, table, pace),
        ticket=verdict(story, TICKET, budget, table, pace),
    )


def _stories(budget: Decimal, table: Table, pace: Pace) -> Iterator[tuple[str, Story]]:
    yield "all is well for three days", ()
    yield "everything fails for three days", (Segment(HISTORY, _ALL),)
    yield from _sustained(budget, table)
    yield from _detections(budget, table, pace)
    for pair in table.pairs:
        yield from _recoveries(pair, budget)
        yield from _alone(pair, budget)
        yield from _traffic(pair, budget)
        yield from _few(pair, budget, pace)
    yield "everything fails for 3 minutes, then 10 minutes of health", _blip(3, 10)


def _sustained(budget: Decimal, table: Table) -> Iterator[tuple[str, Story]]:
    """Just below and just above what each severity bears for ever: its lowest threshold."""
    for severity in _SEVERITIES:
        pair = min(table.of(severity), key=lambda one: one.factor)
        limit = threshold(budget, pair.factor)
        for share, word in ((Decimal("0.97"), "just below"), (Decimal("1.03"), "just above")):
            errors = min(limit * share, _ALL)
            name = f"{word} the {pair.long} threshold of {number(limit * 100)} % for three days"
            yield name, (Segment(HISTORY, errors),)


def _detections(budget: Decimal, table: Table, pace: Pace) -> Iterator[tuple[str, Story]]:
    """A step to a burn rate, just before and just after each alert must notice."""
    rates = {min(burn * budget, _ALL): burn for burn in _BURNS}
    for errors in dict.fromkeys((_ALL, *sorted(rates, reverse=True))):
        for severity in _SEVERITIES:
            found = detection(errors, severity, budget, table, pace)
            for minutes in found or ():
                if minutes:
                    name = f"{number(errors * 100)} % of events fail for {minutes} minutes"
                    yield name, (Segment(minutes, errors),)


def _recoveries(pair: Pair, budget: Decimal) -> Iterator[tuple[str, Story]]:
    """A burst that fills the long window, then less: the short window must let go."""
    errors = min(threshold(budget, pair.factor) * Decimal("1.5"), _ALL)
    long, short = int(pair.long.minutes), int(pair.short.minutes)
    burst = Segment(long * 9 // 10, errors)
    for healthy in (max(short // 8, 1), short + 2):
        name = (
            f"{number(errors * 100)} % fail for {burst.samples} minutes, then {healthy} of health"
        )
        yield name, (burst, Segment(healthy, Decimal(0)))
    less = min(threshold(budget, pair.factor) * Decimal("0.8"), _ALL)
    name = f"{number(errors * 100)} % fail for {burst.samples} minutes, then {number(less * 100)} %"
    yield name, (burst, Segment(short + 2, less))


def _alone(pair: Pair, budget: Decimal) -> Iterator[tuple[str, Story]]:
    """Busy and healthy days, then a quiet burn: only the faster pair can see it."""
    errors = min(threshold(budget, pair.factor) * Decimal("1.5"), _ALL)
    long, short = int(pair.long.minutes), int(pair.short.minutes)
    before = HISTORY - long - short - 2
    if before <= 0:
        return
    busy = Segment(before, Decimal(0), Decimal(100_000))
    what = f"{number(errors * 100)} % of a quiet {pair.long} fail"
    for healthy in (max(short // 8, 1), short + 2):
        name = f"{what}, then {healthy} of health"
        yield name, (busy, Segment(long, errors), Segment(healthy, Decimal(0)))
    less = errors / 2
    name = f"{what}, then {number(less * 100)} %"
    yield name, (busy, Segment(long, errors), Segment(short + 2, less))


def _traffic(pair: Pair, budget: Decimal) -> Iterator[tuple[str, Story]]:
    """Errors while traffic is low or high: each event weighs the same."""
    long, short = int(pair.long.minutes), int(pair.short.minutes)
    errors = min(threshold(budget, pair.factor) * 3, _ALL)
    half = long // 2
    for minutes, traffic, word in (
        (half, Decimal(1), "a hundredth of the traffic"),
        (short + 2, Decimal(5000), "50 times the traffic"),
    ):
        name = f"{number(errors * 100)} % fail for {minutes} minutes at {word}"
        yield name, (Segment(minutes, errors, traffic),)
    name = f"{number(errors * 100)} % fail for {half} minutes, then a 50th of the traffic fails on"
    yield name, (Segment(half, errors), Segment(short + 2, errors, Decimal(2)))


def _few(pair: Pair, budget: Decimal, pace: Pace) -> Iterator[tuple[str, Story]]:
    """So little traffic that one error less than the least is silent, and one more is told."""
    errors = min(threshold(budget, pair.factor) * 2, _ALL)
    long = int(pair.long.minutes)
    for count in (minimum(pair.factor) - 1, minimum(pair.factor) + 1):
        traffic = round(count / (errors * long * weight(pair.long, pace)), 9)
        quiet = Segment(HISTORY, Decimal(0), traffic)
        name = f"{count} errors in {long} minutes are {number(errors * 100)} % of the events"
        yield name, (quiet, Segment(long, errors, traffic))


def _blip(minutes: int, healthy: int) -> Story:
    return (Segment(minutes, _ALL), Segment(healthy, Decimal(0)))
