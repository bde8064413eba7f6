"""observability.slo.cost: the bill of Sloth's shape, by what was measured of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from observability.base.duration import days, minutes, seconds
from observability.slo.cost import Load, Shape, cpu, sloth
from observability.slo.windows import PERIOD, TABLES

SCRAPE = seconds(30)


def _bill(total: int, errors: int) -> Shape:
    return sloth(Decimal(total), Decimal(errors), SCRAPE, SCRAPE, TABLES[PERIOD])


def test_sloth_with_forty_series() -> None:
    """With 40 series and 20 of errors it reads 31,100 samples a second by 17 rules."""
    found = _bill(40, 20)

    assert 31_100 == pytest.approx(float(found.second.samples), rel=1e-3)
    assert (17, 15) == (found.once.rules, found.recorded)


def test_sloth_over_a_week() -> None:
    """The mean over the period is a quarter of a month's, and the windows stay."""
    week = sloth(Decimal(40), Decimal(20), SCRAPE, SCRAPE, TABLES[days(7)])

    assert 2 * 23 * 2880 == _bill(40, 20).once.recorded - week.once.recorded


def test_slower_rules_cost_less() -> None:
    """Evaluated every minute instead of twice, the raw windows read half in a second."""
    slow = sloth(Decimal(40), Decimal(20), SCRAPE, minutes(1), TABLES[PERIOD])

    assert _bill(40, 20).second.raw == 2 * slow.second.raw


def test_cpu_of_the_first_stage() -> None:
    """The sum of rates of 40 series over four samples each takes about 0.33 ms."""
    load = Load(raw=Decimal(160), series=Decimal(40), rules=Decimal(1))

    assert float(cpu(load)) == pytest.approx(0.33e-3, rel=0.2)


def test_an_alert_that_finds_nothing_is_cheap() -> None:
    """A look-up of an absent series takes about 0.02 ms."""
    assert Decimal("0.02e-3") == cpu(Load(rules=Decimal(1), idle=Decimal(1)))


def test_loads_add_up() -> None:
    """Adding a load to itself is doubling it."""
    load = Load(raw=Decimal(1), recorded=Decimal(2), fused=Decimal(3), series=Decimal(4))

    assert load + load == load * Decimal(2)
    assert 6 == load.samples
