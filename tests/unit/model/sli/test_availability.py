"""Events that fail, told by the bad ones or by the good ones."""

from __future__ import annotations

from decimal import Decimal

import pytest

from observability import Availability, minutes
from observability.promql.printer import text
from tests.core_definitions import REQUESTS

GOOD = Availability(total=REQUESTS, succeeded={"code": "2.."}, only={"route": "/pay"})
BAD = Availability(total=REQUESTS, failed={"code": "5.."})
EVENTS = (
    'sum by (route) (rate(http_requests_total{job="api", namespace="shop-prod", route="/pay"}[1m]))'
)


def test_errors_are_all_events_less_the_good_ones() -> None:
    """Never below 0; where no event was ever good, every event is an error."""
    good = EVENTS.replace("route=", 'code=~"2..", route=')
    found = text(GOOD.error_rate(minutes(1), ("route",)), 1000)

    assert f"clamp_min({EVENTS} - {good}, 0) or {EVENTS}" == found


def test_events_are_the_same_either_way() -> None:
    """What counts at all does not depend on which side is selected."""
    narrowed = Availability(total=REQUESTS, failed={"code": "5.."}, only={"route": "/pay"})

    assert narrowed.event_rate(minutes(1)) == GOOD.event_rate(minutes(1))


@pytest.mark.parametrize(
    ("sli", "meaning"),
    [(BAD, 'with code=~"5.."'), (GOOD, 'other than those with code=~"2.."')],
)
def test_the_meaning_names_the_side(sli: Availability, meaning: str) -> None:
    """A reader learns whether bad or good events are selected."""
    assert meaning == sli.meaning()


@pytest.mark.parametrize("sli", [BAD, GOOD])
def test_examples_tell_all_none_and_a_tenth(sli: Availability) -> None:
    """The proof can fail, and can pass, on both sides."""
    shares = {one.errors / one.total for one in sli.examples() if one.total}

    assert {Decimal(0), Decimal("0.1"), Decimal(1)} == shares
