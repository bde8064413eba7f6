"""Error budget policies: what a step may be, and in which order steps come."""

from __future__ import annotations

from typing import Any

import pytest

from observability import SLO, BudgetPolicy, Project, Step
from observability.base.errors import collecting
from observability.model.catalog import join
from tests.core_definitions import problems_of, valid


def _step(at: float, *, freeze: bool = False) -> Step:
    return Step(at=at, action="Look.", freeze=freeze)


@pytest.mark.parametrize(
    ("at", "message", "help_"),
    [
        (0.25, "at is 0.25 %, which reads like a ratio", "write 25 for 25 % of the budget"),
        (0, "at is 0, a Decimal, not a percentage from 1 to 1000", "write at=50"),
        (1001, "not a percentage from 1 to 1000", "write at=50"),
        ("50", "at is '50', a str, not a number", "write at=50"),
        (33.333, "at is 33.333 %, which has more than 2 decimals", "write 33.33"),
    ],
)
def test_a_step_that_is_no_percentage_is_reported(at: Any, message: str, help_: str) -> None:
    """With what to write instead."""
    (problem,) = problems_of(Step, at=at)

    assert "at" == problem.field
    assert message in problem.message
    assert help_ in problem.help


def test_an_action_is_no_template() -> None:
    """It stands in an annotation, where Prometheus would run it."""
    (problem,) = problems_of(Step, action="Page {{ $labels.team }}")

    assert "action" == problem.field
    assert "no template" in problem.message


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([_step(50), _step(25)], "the step at 25 % comes after that at 50 %"),
        ([_step(50), _step(50)], "the step at 50 % comes after that at 50 %"),
        ([_step(50, freeze=True), _step(75)], "deploys are refused from 50 % on, and at 75 % not"),
        ([], "steps is empty"),
    ],
)
def test_steps_that_contradict_each_other_are_reported(steps: list[Step], message: str) -> None:
    """They ascend, and a freeze is never lifted by spending more."""
    (problem,) = problems_of(BudgetPolicy, steps=steps)

    assert ("steps", message) == (problem.field, problem.message)


def test_a_budget_may_be_overspent() -> None:
    """A step above 100 % is a step."""
    policy = BudgetPolicy(steps=[_step(100), _step(150)])

    assert ["100", "150"] == [one.label for one in policy.steps]


def test_two_policies_of_one_name_are_reported() -> None:
    """The rules tell policies apart by their names."""
    mine, other = (BudgetPolicy(steps=[_step(at)]) for at in (25, 50))
    with collecting() as problems:
        join([valid(SLO, policy=mine)], valid(Project, budget_policy=other))

    assert ["there are two definitions of the budget policy 'default'"] == [
        one.message for one in problems
    ]


def test_one_policy_may_be_shared() -> None:
    """By SLOs and the project."""
    policy = BudgetPolicy(steps=[_step(50)])
    with collecting() as problems:
        join(
            [valid(SLO, policy=policy), valid(SLO, name="b", policy=policy)],
            valid(Project, budget_policy=policy),
        )

    assert [] == problems
