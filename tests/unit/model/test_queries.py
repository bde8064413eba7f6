"""An indicator in two queries of somebody else's."""

from __future__ import annotations

import pytest

from observability.base.duration import minutes
from observability.model.sli.queries import Queries
from observability.promql.printer import text
from tests.core_definitions import problems_of

_W = "[{{.window}}]"
_TOTAL = f"sum(rate(a{_W}))"


@pytest.mark.parametrize(
    ("errors", "rate"),
    [
        (f'sum(rate(a{{c="5"}}{_W}))', 'sum(rate(a{c="5"}[2m])) or sum(rate(a[2m])) * 0'),
        (f'sum(rate(a{{c="5"}}{_W})) or vector(0)', 'sum(rate(a{c="5"}[2m])) or vector(0)'),
        (
            f'sum(rate(a_count{_W})) - sum(rate(a_bucket{{le="1"}}{_W}))',
            'clamp_min(sum(rate(a_count[2m])) - sum(rate(a_bucket{le="1"}[2m])), 0)',
        ),
    ],
)
def test_no_errors_yet_are_none_unless_nothing_was_measured(errors: str, rate: str) -> None:
    """A missing error series counts as 0 where there are events; a missing bucket does not."""
    found = Queries(errors=errors, total=_TOTAL).error_rate(minutes(2))

    assert rate == text(found, 1_000)


def test_is_grouped_by_its_own_labels() -> None:
    """The labels that the queries sum by are those of the groups."""
    both = Queries(errors=f"sum by (x) (rate(e{_W}))", total=f"sum by (x) (rate(a{_W}))")

    assert ("x",) == both.labels


@pytest.mark.parametrize(
    ("errors", "total", "message"),
    [
        ("sum(rate(a[5m]))", _TOTAL, "errors reads a fixed range [5m]"),
        (f"sum(increase(a{_W}))", _TOTAL, "errors over total divides events (`increase`)"),
        (f"sum by (x) (rate(a{_W}))", _TOTAL, "divides sums by different labels (x and none)"),
        (None, _TOTAL, "errors is None, not a query"),
    ],
)
def test_what_can_not_be_split_is_wrong(errors: str, total: str, message: str) -> None:
    """A query that is no sum of rates is a problem of the definition."""
    found = problems_of(Queries, errors=errors, total=total)

    assert message in found[0].message
