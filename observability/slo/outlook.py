"""What a promise comes to: its budget, and when each of its alerts fires."""

from __future__ import annotations

from decimal import Decimal

import attrs

from observability.base.duration import Duration
from observability.slo import burn
from observability.slo.windows import PAIRS, PERIOD, Pair

__all__ = ["Guard", "Outlook", "outlook"]


@attrs.frozen(kw_only=True)
class Guard:
    """One pair of windows of an alert.

    Args:
        pair: The windows.
        threshold: The error ratio above which both must be.
        factor: How many times the even pace that is: the pair's own factor, or a lower one.
        outage: How long a total outage lasts until it fires, or None: never.
        tenfold: The same for errors at ten times the even pace.
        twofold: The same for errors at twice the even pace.
        floor: The events per second below which one error fires it.
    """

    pair: Pair
    threshold: Decimal
    factor: Decimal
    outage: Duration | None
    tenfold: Duration | None
    twofold: Duration | None
    floor: Decimal


@attrs.frozen(kw_only=True)
class Outlook:
    """What an objective comes to over the period.

    Args:
        share: The share of events that may fail.
        minutes: The budget as minutes of total outage at even traffic.
        events: The budget in events at the stated traffic, if any is stated.
        guards: The pairs of windows that guard it.
    """

    share: Decimal
    minutes: Decimal
    events: Decimal | None
    guards: tuple[Guard, ...]


def outlook(objective: Decimal, traffic: Decimal | None) -> Outlook:
    """Return what *objective* (percent) comes to at *traffic* events per second."""
    share = burn.budget(objective)
    seconds = Decimal(PERIOD.milliseconds) / 1000
    return Outlook(
        share=share,
        minutes=burn.budget_minutes(share),
        events=traffic * seconds * share if traffic is not None else None,
        guards=tuple(_guard(pair, share) for pair in PAIRS),
    )


def _guard(pair: Pair, share: Decimal) -> Guard:
    threshold = burn.threshold(share, pair.factor)
    return Guard(
        pair=pair,
        threshold=threshold,
        factor=threshold / share,
        outage=burn.time_to_fire(pair, share, Decimal(1)),
        tenfold=burn.time_to_fire(pair, share, share * 10),
        twofold=burn.time_to_fire(pair, share, share * 2),
        floor=burn.events_until(pair, share),
    )
