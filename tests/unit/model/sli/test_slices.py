"""The kinds that judge time: what is asked of each moment."""

from __future__ import annotations

from typing import Any

import pytest

from observability import (
    SLO,
    Across,
    Freshness,
    GaugeWithin,
    Throughput,
    hours,
    minutes,
)
from observability.model.definition import Definition
from observability.model.sli.slices import Slices
from observability.promql.printer import text
from tests.core_definitions import BACKUP, LOSS, QUEUE, ROWS, problems_of, valid

OWN = 'job="api", namespace="shop-prod"'
_WAITING = f"orders_waiting{{{OWN}}} >= -Inf"
_SAVED = f"backup_last_success_timestamp_seconds{{{OWN}}} >= -Inf"
_COPIED = f"rows_copied_total{{{OWN}}}"

CASES: list[tuple[Slices, tuple[str, ...], str]] = [
    (Freshness(gauge=BACKUP, within=hours(26)), (), f"time() - max({_SAVED}) > bool 93600"),
    (
        Freshness(gauge=BACKUP, within=minutes(5)),
        ("store",),
        f"time() - max by (store) ({_SAVED}) > bool 300",
    ),
    (GaugeWithin(gauge=QUEUE, at_most=9), (), f"max({_WAITING} > bool 9)"),
    (
        GaugeWithin(gauge=QUEUE, at_least=9, across=Across.ALL),
        ("queue",),
        f"min by (queue) ({_WAITING} < bool 9)",
    ),
    (GaugeWithin(gauge=QUEUE, at_most=9, across=Across.SUM), (), f"sum({_WAITING}) > bool 9"),
    (
        GaugeWithin(gauge=QUEUE, at_least=1, at_most=9, across=Across.AVG),
        (),
        f"(avg({_WAITING}) < bool 1) + (avg({_WAITING}) > bool 9)",
    ),
    (
        Throughput(counter=ROWS, at_least=7),
        (),
        f"sum(rate({_COPIED}[5m])) >= -Inf < bool 7 and sum({_COPIED})",
    ),
]


def _flat(query: str) -> str:
    return " ".join(query.split()).replace("( ", "(").replace(" )", ")")


@pytest.mark.parametrize(("sli", "by", "query"), CASES)
def test_a_moment_is_judged(sli: Slices, by: tuple[str, ...], query: str) -> None:
    """The condition, from the series that are a number."""
    assert query == _flat(text(sli.bad(minutes(1), by)))


@pytest.mark.parametrize(("sli", "by", "query"), CASES)
def test_a_minute_is_an_event(sli: Slices, by: tuple[str, ...], query: str) -> None:
    """Errors and events have the same unit, and events are there whenever errors are."""
    errors = _flat(text(sli.error_rate(minutes(1), by)))
    events = _flat(text(sli.event_rate(minutes(1), by)))

    assert errors.endswith("/ 60")
    assert events.endswith(">= 0 < Inf >= bool 0) / 60")
    assert query.split("{", maxsplit=1)[0] in events


@pytest.mark.parametrize(
    ("across", "shares"),
    [(Across.ANY, [1]), (Across.ALL, [0]), (Across.SUM, [1]), (Across.AVG, [1])],
)
def test_two_that_disagree_are_judged_by_across(across: Across, shares: list[int]) -> None:
    """120 and 95 with at_most=100... the verdict is what the sum, the mean or the count say."""
    sli = GaugeWithin(gauge=QUEUE, at_most=100, across=across)
    mixed = [one for one in sli.examples() if "across=" in one.title]

    assert shares == [round(one.errors / one.total) for one in mixed]


MEANINGS: list[tuple[type[Definition], dict[str, Any], str]] = [
    (Freshness, {}, "in whose minute the last success is older than 1d2h"),
    (GaugeWithin, {}, "in whose minute the sum of orders_waiting is below -1 or above 100"),
    (
        Throughput,
        {},
        "in whose minute rows_copied_total grows by less than 12.5 per second over 10m",
    ),
]


@pytest.mark.parametrize(("kind", "changes", "meaning"), MEANINGS)
def test_the_meaning_says_the_limit(kind: type[Any], changes: dict[str, Any], meaning: str) -> None:
    """A runbook's reader learns what an error is."""
    assert meaning == valid(kind, **changes).meaning()


@pytest.mark.parametrize(
    ("sli", "label"),
    [
        (valid(Freshness), "zone"),
        (valid(GaugeWithin), "zone"),
        (valid(Throughput), "zone"),
    ],
)
def test_a_group_that_the_metric_does_not_have_is_refused(sli: Slices, label: str) -> None:
    """The problem is the SLO's, at by=."""
    found = problems_of(SLO, sli=sli, by=[label])

    assert ["by"] == [one.field for one in found]
    assert "declares no label 'zone'" in found[0].message


def test_healing_is_refused() -> None:
    """Nothing remembers how a minute was that nobody looked at."""
    found = problems_of(SLO, sli=valid(Freshness), healing=True)

    assert ["healing"] == [one.field for one in found]
    assert "Freshness judges moments" in found[0].message


def test_a_gauge_within_needs_a_limit() -> None:
    """Without any limit nothing could be an error."""
    found = problems_of(GaugeWithin, gauge=LOSS, at_least=None, at_most=None, only={})

    assert ["no limit is given"] == [one.message for one in found]
