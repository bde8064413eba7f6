"""The windows over which burn rates are judged, with the source of every number."""

from __future__ import annotations

from decimal import Decimal

import attrs

from observability.base.duration import Duration, days, hours, minutes

__all__ = [
    "LONGEST",
    "PAGE",
    "PAIRS",
    "PERIOD",
    "SHORTEST",
    "TABLES",
    "TICKET",
    "WINDOWS",
    "Pair",
    "Table",
]

PAGE, TICKET = "page", "ticket"

PERIOD = days(30)
SHORTEST, LONGEST = minutes(5), days(3)
"""What a window of an alert may be: from two rates that follow each other, to three days."""


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


@attrs.frozen(kw_only=True)
class Table:
    """The pairs of windows that guard a promise over *period*; *name* is its label in the rules."""

    name: str
    period: Duration
    pairs: tuple[Pair, ...]

    @property
    def windows(self) -> tuple[Duration, ...]:
        """Every window that its pairs read, ascending."""
        return tuple(sorted({one for pair in self.pairs for one in (pair.short, pair.long)}))

    def of(self, severity: str) -> tuple[Pair, ...]:
        """Return the pairs that alert with *severity*."""
        return tuple(pair for pair in self.pairs if pair.severity == severity)


_SPANS = (
    (PAGE, hours(1), minutes(5)),
    (PAGE, hours(6), minutes(30)),
    (TICKET, days(1), hours(2)),
    (TICKET, days(3), hours(6)),
)
_DIGITS = 6


def _by_budget(period: Duration, *percents: str) -> Table:
    """Return the pairs that fire when so many *percents* of the period's budget are gone."""
    return _table(period, [Decimal(one) * period.milliseconds / 100 for one in percents], percents)


def _by_pace(period: Duration, *factors: str) -> Table:
    """Return the pairs that fire at so many times the even pace, whatever that is of the budget."""
    spent = [
        str(round(Decimal(factor) * long.milliseconds / period.milliseconds * 100, _DIGITS))
        for factor, (_, long, _) in zip(factors, _SPANS, strict=True)
    ]
    lengths = [
        Decimal(factor) * long.milliseconds
        for factor, (_, long, _) in zip(factors, _SPANS, strict=True)
    ]
    return _table(period, lengths, spent)


def _table(
    period: Duration, lengths: list[Decimal], percents: tuple[str, ...] | list[str]
) -> Table:
    pairs = tuple(
        Pair(
            severity=severity,
            factor=round(length / long.milliseconds, _DIGITS).normalize(),
            long=long,
            short=short,
            budget=Decimal(percent),
        )
        for (severity, long, short), length, percent in zip(_SPANS, lengths, percents, strict=True)
    )
    return Table(name=str(period), period=period, pairs=pairs)


# 30 days: Site Reliability Workbook, chapter 5, table 5-8,
# https://sre.google/workbook/alerting-on-slos/: page at 2 % in 1 h and 5 % in 6 h, ticket at 10 %
# in 3 d. The pair of 10 % in 1 d is the one that kubernetes-mixin and Sloth add.
# 28 days: the same shares, so slightly lower factors, as Sloth has them.
# 7 days: 2 % of a week's budget is little; the shares are those of Sloth's example for a week.
# 90 days: the paces of 30 days. A page must not wait longer because the promise is longer.
TABLES = {
    one.period: one
    for one in (
        _by_budget(days(7), "8", "12.5", "20", "42"),
        _by_budget(days(28), "2", "5", "10", "10"),
        _by_budget(PERIOD, "2", "5", "10", "10"),
        _by_pace(days(90), "14.4", "6", "3", "1"),
    )
}

PAIRS = TABLES[PERIOD].pairs
WINDOWS = TABLES[PERIOD].windows
