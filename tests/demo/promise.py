"""How soon a total failure must be told: what `o11y slo show` says of each SLO that pages."""

from __future__ import annotations

from decimal import Decimal

from observability.base.naming import FAST_BURN
from observability.compile.delay import delay
from observability.compile.plan import Plan
from observability.slo.burn import time_to_fire
from observability.slo.windows import PAGE

__all__ = ["promised"]


def promised(plan: Plan) -> dict[str, float]:
    """Return the seconds from a total failure to each fast-burn page, by alert.

    At most: what the burn rate needs, and scraping and evaluating as *plan* has it.
    """
    found: dict[str, float] = {}
    for slo in plan.catalog.slos:
        if slo.page:
            pair = slo.table.of(PAGE)[0]
            failing = time_to_fire(pair, slo.budget, Decimal(1))
            assert failing is not None, f"{slo.id} never pages"
            found[slo.alert(FAST_BURN)] = failing.seconds + delay(plan, slo, pair).seconds
    return found
