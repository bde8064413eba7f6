"""The words that expressions are built from refuse what is no expression, at the user's line."""

from __future__ import annotations

from typing import Any

import pytest

from observability.base.duration import minutes
from observability.base.errors import DefinitionError
from observability.promql import build
from observability.promql.expr import Selector
from observability.promql.printer import text
from tests.core_definitions import REQUESTS

A = Selector("a")


def test_numbers_may_stand_for_expressions() -> None:
    """A user writes divide(x, 100), not divide(x, literal(100))."""
    assert "a / 100" == text(build.divide(A, 100))
    assert "1 - a" == text(build.minus(1, A))
    assert "a * 0.1" == text(build.times(A, 0.1))
    assert "clamp(a, 0, 1)" == text(build.call("clamp", A, 0, 1))


WRONG: list[Any] = [
    lambda: build.sum_by(REQUESTS, "route"),  # type: ignore[arg-type]
    lambda: build.rate(REQUESTS, minutes(5)),  # type: ignore[arg-type]
    lambda: build.divide(A, REQUESTS),  # type: ignore[arg-type]
    lambda: build.any_of(A, REQUESTS),  # type: ignore[arg-type]
    lambda: build.absent(REQUESTS),  # type: ignore[arg-type]
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_metric_is_no_expression(wrong: Any) -> None:
    """A metric must be selected from; the problem says how, and lies in the user's file."""
    with pytest.raises(DefinitionError) as caught:
        wrong()

    assert "is wanted here, not a Counter" in caught.value.problem.message
    assert "write .select() behind the metric" == caught.value.problem.help
    assert __file__ == caught.value.problem.source.file


@pytest.mark.parametrize("value", ["0.9", None, True, [A]])
def test_other_things_are_no_expressions(value: Any) -> None:
    """Texts, truth values and lists are not compared with."""
    with pytest.raises(DefinitionError, match="an expression is wanted here"):
        build.above(A, value)


@pytest.mark.parametrize("window", ["5m", 300, minutes(0)])
def test_a_window_is_a_duration(window: Any) -> None:
    """An empty window would print as no window at all."""
    with pytest.raises(DefinitionError, match="a duration like"):
        build.increase(A, window)


def test_only_numbers_from_zero_up_are_valid() -> None:
    """What is recorded can not be NaN, infinite or negative."""
    assert "a >= 0 < Inf" == text(build.valid(A))
