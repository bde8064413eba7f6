"""A ratio of the user's own: weighted by time."""

from __future__ import annotations

from decimal import Decimal

from observability import SLO, RawRatio, minutes
from observability.promql.printer import text
from tests.core_definitions import problems_of, valid


def test_the_window_is_filled_in_where_it_is_asked_for() -> None:
    """With and without a range; what is no ratio is dropped or cut."""
    ranged = valid(RawRatio, ratio="avg_over_time(packet_loss_ratio[{{ .window }}])")

    assert "clamp_max(max((avg_over_time(packet_loss_ratio[2m])) >= 0 < Inf), 1)" == text(
        ranged.bad(minutes(2), ())
    )
    assert "clamp_max(max by (zone) ((packet_loss_ratio) >= 0 < Inf), 1)" == text(
        valid(RawRatio, ratio="packet_loss_ratio").bad(minutes(2), ("zone",))
    )


def test_the_users_examples_become_shares_of_a_minute() -> None:
    """One of four is a quarter of one event a minute."""
    (found,) = valid(RawRatio).examples()

    assert Decimal("0.25") == round(found.errors / found.total, 9)
    assert Decimal(1) / 60 == found.total


def test_a_group_that_the_query_can_not_yield_is_refused() -> None:
    """The text of the query tells which labels its series have."""
    found = problems_of(SLO, sli=valid(RawRatio), by=["queue"])

    assert ["the query ratio yields no label 'queue'"] == [one.message for one in found]
    assert [] == problems_of(SLO, sli=valid(RawRatio), by=["zone"])
