"""The window table agrees with itself and with its source."""

from __future__ import annotations

from decimal import Decimal

import pytest

from observability.slo.windows import PAIRS, PERIOD, WINDOWS, Pair


@pytest.mark.parametrize("pair", PAIRS, ids=lambda one: f"{one.long}")
def test_the_budget_follows_from_the_factor(pair: Pair) -> None:
    """Factor * long / period is the share of the budget that the workbook's table states."""
    share = pair.factor * pair.long.milliseconds / PERIOD.milliseconds * 100

    assert pair.budget == share


@pytest.mark.parametrize("pair", PAIRS, ids=lambda one: f"{one.long}")
def test_the_short_window_is_a_twelfth(pair: Pair) -> None:
    """The workbook's rule of thumb for the short window."""
    assert pair.long == pair.short * 12


def test_pages_burn_faster_than_tickets() -> None:
    """Whoever is woken sees a faster burn than whoever gets a ticket."""
    slowest_page = min(pair.factor for pair in PAIRS if pair.severity == "page")
    fastest_ticket = max(pair.factor for pair in PAIRS if pair.severity == "ticket")

    assert slowest_page > fastest_ticket >= Decimal(1)


def test_windows_are_those_of_the_pairs() -> None:
    """Each window is recorded once, in ascending order."""
    used = {window for pair in PAIRS for window in (pair.long, pair.short)}

    assert tuple(sorted(used)) == WINDOWS
