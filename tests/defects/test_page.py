"""The page about the guide's defects: every one, once, with tests that exist."""

from __future__ import annotations

import re

from tests.defects.table import DEFECTS
from tests.kubernetes_catalog import ROOT

_PAGE = ROOT / "docs" / "guide-defects.md"
_KNOWN = {"A": 20, "B": 30, "C": 40, "D": 24, "E": 37, "F": 15}


def _rows() -> list[tuple[str, str]]:
    """Return the id of each row, and what holds it."""
    found = re.findall(
        r"^\| ([A-F]\d+) \| [^|]+ \| ([^|]+) \|$", _PAGE.read_text("utf-8"), re.MULTILINE
    )
    return [(row[0], row[1]) for row in found]


def test_the_page_lists_every_defect_once() -> None:
    """All known ids are there, in order."""
    every = [f"{letter}{one}" for letter, last in _KNOWN.items() for one in range(1, last + 1)]

    assert every == [name for name, _ in _rows()]


def test_the_page_names_the_tests_that_there_are() -> None:
    """Each test is in the row of its defect, and in the module that the row links to."""
    told = {
        (test, module)
        for name, held in _rows()
        for tests, module in re.findall(r"\[([^\]]+)\]\(\.\./tests/defects/(\w+)\.py\)", held)
        for test in tests.split(", ")
        if test.partition("-")[0] == name
    }

    assert told == {(one.id, one.module) for one in DEFECTS}


def test_each_id_is_given_once() -> None:
    """Two tests of one name could not be told apart."""
    names = [one.id for one in DEFECTS]

    assert sorted(set(names)) == sorted(names)
