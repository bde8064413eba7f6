"""What was asked for: rows that say where, or why not."""

from __future__ import annotations

from typing import Any

import pytest

from observability import Inventory, Wanted
from tests.core_definitions import problems_of, valid


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"found": ["kubernetes/a.yaml"]}, "found", "'kubernetes/a.yaml', which is no place"),
        ({"found": ["/etc/a.yaml#Pod/a"]}, "found", "'/etc/a.yaml#Pod/a', which is no place"),
        ({"found": ["a.yaml#Pod/"]}, "found", "'a.yaml#Pod/', which is no place"),
        ({"found": "a.yaml#Pod/a"}, "found", "'a.yaml#Pod/a', a str, which is no list"),
        ({"decision": "../secret.md"}, "decision", "'../secret.md', a str, not the path of a page"),
        ({"found": [], "decision": ""}, "found", "is neither found nor decided against"),
        ({"row": ""}, "row", "row is"),
    ],
)
def test_what_is_no_row_is_said(change: dict[str, Any], field: str, message: str) -> None:
    """The first problem blames the keyword and says why."""
    first = problems_of(Wanted, **change)[0]

    assert field == first.field
    assert message in first.message


def test_an_inventory_has_rows() -> None:
    """An empty list ticks nothing off."""
    assert ["rows is empty"] == [one.message for one in problems_of(Inventory, rows=[])]


def test_a_place_is_a_path_and_what_is_there() -> None:
    """A name may have slashes and spaces; the path ends at the first hash."""
    row = valid(Wanted, found=["grafana/a.json#panel/p95 / p99", "a.tf#module/vpc"])

    assert (("grafana/a.json", "panel/p95 / p99"), ("a.tf", "module/vpc")) == row.places
