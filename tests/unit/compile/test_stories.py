"""observability.compile.stories: the trials say something, whatever the objective."""

from __future__ import annotations

from decimal import Decimal

import pytest

from observability.compile.stories import Trial
from observability.compile.stories import trials as trials_of
from observability.slo.story import PACE
from observability.slo.windows import PERIOD, TABLES, Table

BUDGETS = ["0.5", "0.2", "0.1", "0.05", "0.01", "0.005", "0.001", "0.0001", "0.00001"]


def trials(budget: Decimal, table: Table = TABLES[PERIOD]) -> tuple[Trial, ...]:
    return trials_of(budget, table, PACE)


@pytest.mark.parametrize("budget", BUDGETS)
def test_each_severity_fires_and_is_silent(budget: str) -> None:
    """No silence without a firing twin: both outcomes of both severities occur, several times."""
    found = trials(Decimal(budget))

    for outcomes in ([one.page for one in found], [one.ticket for one in found]):
        assert 5 <= outcomes.count(True)
        assert 5 <= outcomes.count(False)


@pytest.mark.parametrize("budget", BUDGETS)
def test_enough_checkpoints(budget: str) -> None:
    """Thirty-four checkpoints or more for every usual objective."""
    claims = sum(
        (one.page is not None) + (one.ticket is not None) for one in trials(Decimal(budget))
    )

    assert 34 <= claims


@pytest.mark.parametrize("budget", BUDGETS)
def test_names_are_unique(budget: str) -> None:
    """Promtool's output names the story that failed."""
    names = [one.name for one in trials(Decimal(budget))]

    assert sorted(set(names)) == sorted(names)
