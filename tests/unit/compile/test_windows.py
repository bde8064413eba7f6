"""observability.compile.windows: which group computes a window, and how often."""

from __future__ import annotations

from typing import Any

from observability import SLO, Project, minutes, seconds
from observability.base import naming
from observability.base.duration import Duration, hours
from observability.compile.fleet import Fleet
from observability.compile.windows import windows_file
from tests.core_definitions import valid


def _intervals(**project: Any) -> dict[str, Duration]:
    fleet = Fleet(project=valid(Project, **project), slos=(valid(SLO),))
    groups = windows_file(fleet).groups
    return {
        rule.record: group.interval  # type: ignore[union-attr]
        for group in groups
        for rule in group.rules
    }


def test_windows_of_pages_are_computed_as_often_as_pages_need() -> None:
    """Windows up to two hours at every evaluation, that of six hours every minute."""
    found = _intervals()

    assert [seconds(30), seconds(30), seconds(30), minutes(1)] == [
        found[naming.ratio(one)] for one in (minutes(5), minutes(30), hours(1), hours(6))
    ]


def test_windows_of_tickets_are_computed_with_the_tickets() -> None:
    """What only tickets read need not be newer than the tickets."""
    found = _intervals()

    assert found[naming.TICKET] == found[naming.ratio(hours(2))] == minutes(2)


def test_six_hours_are_computed_no_rarer_than_the_rates_lag() -> None:
    """Whoever wants pages sooner gets the window of six hours at every evaluation, too."""
    assert seconds(30) == _intervals(rate_scrapes=2)[naming.ratio(hours(6))]
