"""The examples in the docstrings of the rules run: the bad ones are found, the good ones clean."""

from __future__ import annotations

import pytest

from observability.lint.page import Page, page
from observability.lint.rules import RULES
from tests.lint.vocabulary import World, findings_of

_PAGES = [page(rule) for rule in RULES]
_BAD = [(one, text) for one in _PAGES for text in one.bad]
_GOOD = [(one, text) for one in _PAGES for text in one.good]


def test_the_repository_of_the_examples_is_clean() -> None:
    """Whatever an example brings up, it has brought itself."""
    assert () == World().findings()


@pytest.mark.parametrize(("one", "text"), _BAD, ids=[one.rule for one, _ in _BAD])
def test_a_bad_example_is_found_by_its_rule_and_no_other(one: Page, text: str) -> None:
    """One mistake is told once, under one name, with the severity that the page states."""
    found = findings_of(text)

    assert {one.rule} == {finding.rule for finding in found}
    assert all(finding.severity.value in one.severity.lower() for finding in found)


@pytest.mark.parametrize(("one", "text"), _GOOD, ids=[one.rule for one, _ in _GOOD])
def test_a_good_example_is_clean(one: Page, text: str) -> None:
    """What the page recommends is not complained about."""
    assert () == findings_of(text), one.rule


@pytest.mark.parametrize("one", _PAGES, ids=[one.rule for one in _PAGES])
def test_every_bad_example_has_its_good_twin(one: Page) -> None:
    """Who is told what is wrong is told what is right."""
    assert one.bad
    assert len(one.bad) == len(one.good)
