"""Files for vmalert: the plain ones, but for expressions that would wait for others."""

from __future__ import annotations

from typing import Any

from observability import SLO, Project, VmAlert
from observability.model.catalog import join
from tests.core_definitions import valid
from tests.ruler_files import bodies

PAGES = "-alerts"  # how the group is called that has the alerts of a group that also records


def _catalog(ruler: VmAlert) -> Any:
    return join([valid(SLO)], valid(Project, rulers=[ruler]))


def _bare(found: dict[str, Any]) -> list[Any]:
    """Return what stands in the files apart from expressions."""
    return [
        (
            name,
            group["name"].removesuffix(PAGES),
            group["interval"],
            {k: v for k, v in rule.items() if k != "expr"},
        )
        for name, body in found.items()
        for group in body["groups"]
        for rule in group["rules"]
    ]


def _longest(found: dict[str, Any]) -> int:
    rules = [rule for body in found.values() for group in body["groups"] for rule in group["rules"]]
    return max(len(rule["expr"].encode()) for rule in rules)


def test_files_differ_from_the_plain_ones_in_expressions_alone() -> None:
    """The same groups but for pages, which have their own; the same labels and annotations."""
    plain, found = (bodies(_catalog(VmAlert()), path) for path in ("prometheus/rules/", "vmalert/"))

    assert _bare(plain) == _bare(found)
    assert plain != found


def test_no_expression_is_longer_than_the_database_takes() -> None:
    """What would be longer is read as recorded."""
    usual, short = (
        bodies(_catalog(VmAlert(max_query_length=length)), "vmalert/") for length in (16_384, 1300)
    )

    assert _longest(usual) > 1300
    assert _longest(short) <= 1300
