"""What a promise comes to: its budget, and when each of its alerts fires."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import attrs

from observability.base.duration import Duration
from observability.slo import burn
from observability.slo.windows import Pair, Table

__all__ = ["Guard", "Outlook", "outlook"]


@attrs.frozen(kw_only=True)
class Guard:
    """One pair of windows of an alert.

    The times to fire count the errors that it waits for, where the traffic is known.

    Args:
        pair: The windows.
        threshold: The error ratio above which both must be.
        factor: How many times the even pace that is: the pair's own factor, or a lower one.
        outage: How long a total outage lasts until it fires, or None: never.
        tenfold: The same for errors at ten times the even pace.
        twofold: The same for errors at twice the even pace.
        least: How many errors the long window must hold, however little the traffic.
        floor: The events per second below which so many errors are enough.
        errors: How many errors in the long window fire it at the stated traffic, if any is stated.
    """

    pair: Pair
    threshold: Decimal
    factor: Decimal
    outage: Duration | None
    tenfold: Duration | None
    twofold: Duration | None
    least: int
    floor: Decimal
    errors: int | None

    @property
    def is_blind(self) -> bool:
        """Whether there is too little traffic for a total outage to be noticed by it."""
        return self.outage is None


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


def outlook(objective: Decimal, traffic: Decimal | None, table: Table) -> Outlook:
    """Return what *objective* (percent) comes to at *traffic* events per second.

    *table* holds its period and the pairs of windows that guard it.
    """
    share = burn.budget(objective)
    seconds = Decimal(table.period.milliseconds) / 1000
    return Outlook(
        share=share,
        minutes=burn.budget_minutes(share, table.period),
        events=traffic * seconds * share if traffic is not None else None,
        guards=tuple(_guard(pair, share, traffic) for pair in table.pairs),
    )


def _guard(pair: Pair, share: Decimal, traffic: Decimal | None) -> Guard:
    threshold = burn.threshold(share, pair.factor)
    least = burn.minimum(pair.factor)
    return Guard(
        pair=pair,
        threshold=threshold,
        factor=threshold / share,
        outage=_time(pair, share, Decimal(1), traffic),
        tenfold=_time(pair, share, share * 10, traffic),
        twofold=_time(pair, share, share * 2, traffic),
        least=least,
        floor=burn.events_until(pair, share),
        errors=_errors(pair, threshold, least, traffic),
    )


def _time(pair: Pair, share: Decimal, errors: Decimal, traffic: Decimal | None) -> Duration | None:
    """Return when the threshold is passed and there are enough errors, or None: never."""
    time = burn.time_to_fire(pair, share, errors)
    if time is None or traffic is None:
        return time
    if not traffic:
        return None
    needed = 1000 * burn.minimum(pair.factor) / (traffic * min(errors, Decimal(1)))
    if needed > pair.long.milliseconds:
        return None
    return max(time, Duration(int(needed.to_integral_value(rounding=ROUND_CEILING))))


def _errors(pair: Pair, threshold: Decimal, least: int, traffic: Decimal | None) -> int | None:
    """Return the smallest number of errors in the long window that is above the threshold."""
    if traffic is None:
        return None
    allowed = threshold * traffic * pair.long.milliseconds / 1000
    return max(least, int(allowed.to_integral_value(rounding=ROUND_FLOOR)) + 1)
