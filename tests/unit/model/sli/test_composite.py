"""One indicator of several: what the numbers of its parts make."""

from __future__ import annotations

from decimal import Decimal

import pytest

from observability import SLO, Composite, Freshness, Latency, Part, hours, minutes, ms
from observability.model.series import Example
from observability.promql.printer import text
from tests.core_definitions import (
    ANSWERED,
    BACKUP,
    DURATION,
    FAST,
    REQUESTS,
    problems_of,
    valid,
)

SAVED = valid(SLO, name="saved", sli=Freshness(gauge=BACKUP, within=hours(26)))
WEIGHTED = Composite(parts=[Part(slo=ANSWERED), Part(slo=FAST, weight=3)])
ALL = Composite(parts=[Part(slo=ANSWERED), Part(slo=FAST)], all_of=True)


def _shares(sli: Composite) -> dict[str, Decimal]:
    return {one.title: round(one.errors / one.total, 9) for one in sli.examples() if one.total}


def test_a_weighted_one_is_the_weighted_mean() -> None:
    """A part of four that fails altogether is a quarter; a part that is alone is all."""
    assert {
        "every part at its best": Decimal(0),
        "every part at its worst": Decimal(1),
        "only api-answered at its worst": Decimal("0.25"),
        "only api-fast at its worst": Decimal("0.75"),
        "only api-answered is there": Decimal(1),
        "only api-fast is there": Decimal(1),
    } == _shares(WEIGHTED)


def test_all_of_is_bad_where_one_is() -> None:
    """One part above its budget is enough."""
    assert {
        "every part at its best": Decimal(0),
        "every part at its worst": Decimal(1),
        "only api-answered at its worst": Decimal(1),
        "only api-fast at its worst": Decimal(1),
        "only api-answered is there": Decimal(1),
        "only api-fast is there": Decimal(1),
    } == _shares(ALL)


def _idle(sli: Composite) -> list[Example]:
    return [one for one in sli.examples() if not one.total]


def test_no_traffic_is_shown_where_every_part_can_be_without() -> None:
    """A part that judges moments always has an event a minute."""
    assert ["no part has traffic"] == [one.title for one in _idle(WEIGHTED)]
    assert [] == _idle(Composite(parts=[Part(slo=ANSWERED), Part(slo=SAVED)]))


@pytest.mark.parametrize("sli", [WEIGHTED, ALL])
def test_it_reads_what_its_parts_read(sli: Composite) -> None:
    """So that no-data alerts, runbooks and lints know where to look."""
    assert (REQUESTS, DURATION) == sli.metrics()


def test_groups_must_be_groups_of_every_part() -> None:
    """A label that one part lacks is refused, and so is one that they narrow differently."""
    fast = valid(
        SLO, name="cart", sli=Latency(histogram=DURATION, under=ms(250), only={"route": "/cart"})
    )
    apart = Composite(parts=[Part(slo=ANSWERED), Part(slo=fast)])

    assert ["http_seconds declares no label 'code'"] == [
        one.message for one in problems_of(SLO, sli=WEIGHTED, by=["code"])
    ]
    assert ["the parts narrow 'route' to '/cart' and '/pay', so they share no group"] == [
        one.message for one in problems_of(SLO, sli=apart, by=["route"])
    ]
    assert [] == problems_of(SLO, sli=WEIGHTED, by=["route"])


def test_a_part_may_be_a_composite() -> None:
    """Its examples are told from the numbers of its own parts."""
    inner = valid(SLO, name="both", objective=99, sli=WEIGHTED)
    outer = Composite(parts=[Part(slo=inner), Part(slo=SAVED)])

    assert Decimal("0.5") == _shares(outer)["only api-both at its worst"]


def test_the_meaning_names_the_parts() -> None:
    """With their weights, or as those that must be within their budgets."""
    assert "by the share of errors of these, by weight: api-answered (1), api-fast (3)" == (
        WEIGHTED.meaning()
    )
    assert "in whose minute one of these is above its budget: api-answered, api-fast" == (
        ALL.meaning()
    )


def test_windows_reach_the_parts() -> None:
    """Event parts are read over the window of the evaluation."""
    assert "[2m]" in text(WEIGHTED.bad(minutes(2), ()))
