"""Prices: what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from observability import InstancePrice, PriceTable
from tests.core_definitions import problems_of, valid


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"as_of": "today"}, "as_of", "as_of is 'today', a str, not a day"),
        ({"currency": "$"}, "currency", "currency is '$', a str, not a currency"),
        ({"spot": 0}, "spot", "spot is 0, a Decimal, not a percentage of a price"),
        ({"spot": 130}, "spot", "spot is 130, a Decimal, not a percentage of a price"),
        ({"vcpu_hour": -1}, "vcpu_hour", "vcpu_hour is -1, a Decimal, not a number above 0"),
    ],
)
def test_what_is_no_price_is_said(change: dict[str, Any], field: str, message: str) -> None:
    """The first problem blames the keyword and says why."""
    first = problems_of(PriceTable, **change)[0]

    assert (field, message) == (first.field, first.message)


def test_prices_are_exact() -> None:
    """What is written is what is meant, not the nearest binary fraction."""
    assert Decimal("0.107") == valid(InstancePrice).hour
    assert Decimal("0.107") == valid(PriceTable).hour("m6i.large")
    assert valid(PriceTable).hour("m6i.huge") is None
