"""How problems are raised or collected."""

from __future__ import annotations

import pytest

from observability.base.errors import DefinitionError, Problem, collecting, report
from observability.base.source import Source

PROBLEM = Problem(source=Source(file="slos/api.py", line=9), message="it is wrong", help="mend it")


def test_a_problem_is_raised_where_nobody_collects() -> None:
    """Outside of the loader a wrong definition raises at once, with place and help."""
    with pytest.raises(DefinitionError) as caught:
        report(PROBLEM)

    assert "slos/api.py:9: it is wrong\n  = help: mend it" == str(caught.value)
    assert PROBLEM is caught.value.problem


def test_problems_are_collected_once_each() -> None:
    """The same problem, reported twice, is one problem."""
    with collecting() as problems:
        report(PROBLEM)
        report(PROBLEM)

    assert [PROBLEM] == problems


def test_collections_nest() -> None:
    """An inner collection keeps its problems to itself, and ends."""
    with collecting() as outer:
        with collecting() as inner:
            report(PROBLEM)
        report(Problem(source=PROBLEM.source, message="another"))

    assert ["it is wrong"] == [one.message for one in inner]
    assert ["another"] == [one.message for one in outer]


def test_collecting_ends_with_an_exception() -> None:
    """After a crash inside, problems raise again."""
    with pytest.raises(RuntimeError), collecting():
        raise RuntimeError

    with pytest.raises(DefinitionError):
        report(PROBLEM)
