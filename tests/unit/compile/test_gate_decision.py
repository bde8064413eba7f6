"""observability.compile.gate: what is made of answers that can not be relied on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from observability import SLO, BudgetPolicy, Project, Step
from observability.base import naming
from observability.base.labels import Labels
from observability.compile.answer import Answer, Sample
from observability.compile.gate import Decision, decide
from observability.model.catalog import join
from tests.core_definitions import SERVICE, valid

POLICY = BudgetPolicy(
    steps=[Step(at=50, action="Look."), Step(at=100, action="Stop.", freeze=True)]
)
ALONE = valid(SLO, policy=POLICY)
CATALOG = join([ALONE], valid(Project))


def _answer(*values: float, warnings: tuple[str, ...] = (), **labels: str) -> Answer:
    own = Labels(dict(ALONE.ids) | labels)
    return Answer(
        samples=tuple(Sample(labels=own, value=value) for value in values), warnings=warnings
    )


def _decision(spent: Answer, **others: Answer) -> Decision:
    answers = {"spent": spent, "counted": _answer(1), "reached": _answer(), "pages": _answer()}
    return decide(CATALOG, SERVICE, answers | others)


def test_a_partial_answer_is_none() -> None:
    """A store that is away may have the series that would refuse it."""
    decision = _decision(_answer(0.1, warnings=("store a is away",)))

    assert (1, "the answer may be partial: store a is away") == (
        len(decision.unknown),
        decision.problem,
    )


def test_what_is_spent_refuses_even_in_a_partial_answer() -> None:
    """More data can not make less of a budget spent by one of its series."""
    decision = _decision(_answer(1.2, warnings=("store a is away",)))

    assert (1, 0) == (len(decision.refused), len(decision.unknown))


def test_the_greater_of_two_series_counts() -> None:
    """Two rulers may record the same SLO."""
    assert 1 == len(_decision(_answer(0.2, 1.1)).refused)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_not_known(value: float) -> None:
    """It is neither healthy nor spent."""
    assert 1 == len(_decision(_answer(value)).unknown)


def test_a_step_is_reached_at_its_very_share() -> None:
    """100 % are refused where 99.99 % are not."""
    found = [len(_decision(_answer(spent)).refused) for spent in (0.9999, 1.0)]

    assert [0, 1] == found


def test_a_step_of_a_former_policy_does_not_count() -> None:
    """Only steps of the policy of now are reached."""
    labels = {naming.SLO_POLICY: "former", naming.SLO_STEP: "100"}
    own = {naming.SLO_POLICY: "default", naming.SLO_STEP: "100"}
    found = [
        len(_decision(_answer(0.95), reached=_answer(0.95, **one)).refused) for one in (labels, own)
    ]

    assert [0, 1] == found


def test_the_exact_share_is_kept() -> None:
    """What is told is what Prometheus said, and no binary neighbour of it."""
    (verdict,) = _decision(_answer(0.3)).verdicts

    assert Decimal("0.3") == verdict.spent
