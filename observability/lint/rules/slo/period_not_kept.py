"""Prometheus forgets before the period of a promise is over.

Why: the budget of a quarter from 35 days of data is that of 35 days, and looks like any other.
Source: https://prometheus.io/docs/prometheus/latest/storage/#operational-aspects
Severity: warning.
Bad:
    slo("yearly", objective=99.9, traffic=10, period=90)
Good:
    slo("monthly", objective=99.9, traffic=10, period=28)
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.base.duration import Duration, days
from observability.lint.finding import Finding, Severity
from observability.lint.view import View
from observability.model.calendar import Calendar
from observability.model.slo import SLO

RULE = "slo/period-not-kept"

_LONGEST = {"month": days(31), "quarter": days(92)}


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every promise over a longer time than data are kept."""
    kept = view.catalog.project.retention
    for slo in view.catalog.slos:
        longest, name = max(_periods(slo))
        if longest <= kept:
            continue
        whole = longest.milliseconds // days(1).milliseconds
        yield Finding(
            rule=RULE,
            severity=Severity.WARNING,
            message=f"{slo.id!r} promises over {name}, and Prometheus keeps {kept}",
            help=f"raise retention= of the Project to days({whole}) at least, or"
            " choose a shorter period",
            path="",
            source=slo.source,
        )


def _periods(slo: SLO) -> Iterator[tuple[Duration, str]]:
    for one in slo.rolling:
        yield one, str(one)
    for calendar in slo.calendars:
        yield _length(calendar), f"a {calendar.unit}"


def _length(calendar: Calendar) -> Duration:
    return _LONGEST[calendar.unit]
