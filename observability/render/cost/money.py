"""Amounts of money: exact, and rounded once, to cents."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from observability.model.price import PriceTable

__all__ = ["HOURS", "cents", "month", "total"]

HOURS = 730
_CENT = Decimal("0.01")


def month(table: PriceTable, hour: Decimal, *, spot: bool = False) -> Decimal:
    """Return what something costs a month that costs *hour* an hour on demand."""
    share = table.spot / 100 if spot else Decimal(1)
    return cents(hour * share * HOURS)


def cents(amount: Decimal) -> Decimal:
    """Return *amount* to the cent."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum of *amounts*, which a reader can add up again."""
    return sum(amounts, Decimal("0.00"))
