"""The mathematics of budgets against simulation by brute force."""

from __future__ import annotations

import math
from decimal import Decimal

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from observability.slo import burn
from observability.slo.windows import PAIRS, PERIOD, Pair
from tests.property.strategies import objectives

MINUTE = 60_000
ratios = st.integers(1, 10_000).map(lambda tenthousandths: Decimal(tenthousandths) / 10_000)


def _first_minute(pair: Pair, limit: Decimal, errors: Decimal) -> int | None:
    """Return the first minute after which both windows' means over a step exceed *limit*."""
    long, short = (one.milliseconds // MINUTE for one in (pair.long, pair.short))
    history = [Decimal(0)] * long
    for minute in range(1, long + 1):
        history = [*history[1:], errors]
        if sum(history) / long > limit and sum(history[-short:]) / short > limit:
            return minute
    return None


@settings(max_examples=60)
@given(pair=st.sampled_from(PAIRS[:2]), objective=objectives, errors=ratios)
@example(pair=PAIRS[0], objective=Decimal("99.9"), errors=Decimal("0.0144"))
@example(pair=PAIRS[0], objective=Decimal(90), errors=Decimal("0.8"))
def test_the_time_to_fire_is_that_of_a_simulation(
    pair: Pair, objective: Decimal, errors: Decimal
) -> None:
    """Minute by minute, the alert fires in the minute that holds the computed moment."""
    share = burn.budget(objective)
    found = _first_minute(pair, burn.threshold(share, pair.factor), errors)
    computed = burn.time_to_fire(pair, share, errors)

    if computed is None:
        assert found is None
        return
    exact = pair.long.milliseconds * burn.threshold(share, pair.factor) / errors
    assert math.floor(exact / MINUTE) + 1 == found
    assert exact <= computed.milliseconds < exact + 1


@given(pair=st.sampled_from(PAIRS), objective=objectives, errors=ratios)
def test_more_errors_never_fire_later(pair: Pair, objective: Decimal, errors: Decimal) -> None:
    """The time to fire falls as errors rise, and a total outage always fires."""
    share = burn.budget(objective)
    total = burn.time_to_fire(pair, share, Decimal(1))
    some = burn.time_to_fire(pair, share, errors)

    assert total is not None
    assert some is None or total <= some <= pair.long


@given(pair=st.sampled_from(PAIRS), objective=objectives)
def test_at_the_threshold_the_stated_budget_is_gone(pair: Pair, objective: Decimal) -> None:
    """Errors at the very threshold burn the table's share of the budget in the long window."""
    share = burn.budget(objective)
    assume(not burn.is_rescaled(share, pair.factor))
    errors = burn.threshold(share, pair.factor) * pair.long.milliseconds
    budget = share * PERIOD.milliseconds

    assert pair.budget == round(errors / budget * 100, 15)


@given(pair=st.sampled_from(PAIRS), objective=objectives)
def test_a_threshold_can_always_be_reached(pair: Pair, objective: Decimal) -> None:
    """No threshold is above what errors can be."""
    assert 0 < burn.threshold(burn.budget(objective), pair.factor) <= burn.CEILING < 1


@given(pair=st.sampled_from(PAIRS), objective=objectives)
def test_the_least_errors_weigh_what_is_printed(pair: Pair, objective: Decimal) -> None:
    """At the printed traffic, the least errors in the long window are exactly the threshold."""
    share = burn.budget(objective)
    events = burn.events_until(pair, share) * pair.long.milliseconds / 1000
    least = burn.minimum(pair.factor)

    assert abs(least / events - burn.threshold(share, pair.factor)) < Decimal("1e-20")


@settings(max_examples=1000)
@given(objective=objectives)
def test_budget_and_objective_are_exact(objective: Decimal) -> None:
    """As decimals they add up to one, whatever the number of nines."""
    assert objective / 100 == 1 - burn.budget(objective)


@settings(max_examples=1000)
@given(objective=objectives)
@example(objective=Decimal(20))
@example(objective=Decimal("99.999999"))
def test_floats_that_are_rounded_give_the_objective_back(objective: Decimal) -> None:
    """Prometheus' round(1 - budget, 1e-8) is the very float of the objective.

    The difference alone is not: 1 - 0.8 is 0.19999999999999996.
    """
    inverse = 1.0 / 1e-8
    difference = 1.0 - float(burn.budget(objective))

    assert float(objective / 100) == math.floor(difference * inverse + 0.5) / inverse
