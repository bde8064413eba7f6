"""The windows over which burn rates are judged, with the source of every number."""

from __future__ import annotations

from decimal import Decimal

import attrs

from observability.base.duration import Duration, days, hours, minutes

__all__ = ["PAGE", "PAIRS", "PERIOD", "TICKET", "WINDOWS", "Pair"]

PAGE, TICKET = "page", "ticket"

PERIOD = days(30)


@attrs.frozen(kw_only=True)
class Pair:
    """Two windows that must both burn faster than *factor* times the budget's even pace.

    The long window says that it matters, the short one that it still goes on. *budget* is the
    share of the period's budget (percent) that is gone when the alert fires at just that pace:
    factor * long / period.
    """

    severity: str
    factor: Decimal
    long: Duration
    short: Duration
    budget: Decimal


# Site Reliability Workbook, chapter 5, table 5-8, https://sre.google/workbook/alerting-on-slos/:
# page at 2 % in 1 h and 5 % in 6 h, ticket at 10 % in 3 d. The pair of 3x over 1 d (10 %) is the
# one that kubernetes-mixin and Sloth add.
PAIRS = (
    Pair(severity=PAGE, factor=Decimal("14.4"), long=hours(1), short=minutes(5), budget=Decimal(2)),
    Pair(severity=PAGE, factor=Decimal(6), long=hours(6), short=minutes(30), budget=Decimal(5)),
    Pair(severity=TICKET, factor=Decimal(3), long=days(1), short=hours(2), budget=Decimal(10)),
    Pair(severity=TICKET, factor=Decimal(1), long=days(3), short=hours(6), budget=Decimal(10)),
)

WINDOWS = tuple(sorted({window for pair in PAIRS for window in (pair.short, pair.long)}))
