"""Rules of SLOs whose budget was reset, beside those of others."""

from __future__ import annotations

from observability import SLO, Project, Reset
from observability.compile.fleet import fleets
from observability.compile.resets import summed
from observability.compile.windows import windows_file
from observability.model.catalog import join
from observability.promql.printer import text
from tests.core_definitions import problems_of, valid

AT = "2026-11-24T10:00+00:00"
RESET = Reset(at=AT, reason="Agreed.")
ERRORS = "slo:events_error:increase5m"


def _summed(*slos: SLO) -> str:
    (fleet,) = fleets(join(slos, valid(Project)))
    return text(summed(fleet, ERRORS, valid(SLO).period), 10_000)


def test_without_resets_no_slo_is_named() -> None:
    """The sum over the period is that of all SLOs at once."""
    assert f"sum_over_time({ERRORS}[30d])" == _summed(valid(SLO), valid(SLO, name="not"))


def test_a_reset_is_read_up_to_a_moment_that_lies_a_period_after_it() -> None:
    """What is recorded by then is what was recorded since; afterwards the sum is plain again."""
    own = f'{ERRORS}{{sloth_id="api-availability"}}[30d]'
    first = 1795514400 + 300 + 135  # a bucket, a rate's range and a scrape later
    now = f"vector(time()) >= 1795514400 < {first + 30 * 86400}"

    assert (
        f'sum_over_time({ERRORS}{{sloth_id!="api-availability"}}[30d])'
        f" or (sum_over_time({own}) unless on () {now})"
        f" or (sum_over_time({own} @ {first + 30 * 86400}) and on () {now})"
    ) == _summed(valid(SLO, resets=[RESET]), valid(SLO, name="not"))


def test_slos_with_the_same_resets_are_read_together() -> None:
    """However many there are, the text grows by their names alone."""
    found = _summed(*(valid(SLO, name=name, resets=[RESET]) for name in ("a", "b", "c")))

    assert 2 == found.count('sloth_id=~"api-a|api-b|api-c"')


def test_the_order_of_resets_changes_nothing() -> None:
    """They are taken by time, and the same moment counts once, however it is written."""
    later = Reset(at="2026-12-01T00:00+00:00", reason="Again.")
    same = Reset(at="2026-11-24T11:00+01:00", reason="Twice.")
    files = [
        windows_file(fleets(join([valid(SLO, resets=resets)], valid(Project)))[0]).groups
        for resets in ([RESET, later], [later, same, RESET])
    ]

    assert files[0] == files[1]


def test_healing_and_resets_exclude_each_other() -> None:
    """What is found hours later can not be told from what lies before the reset."""
    (found,) = problems_of(SLO, healing=True, resets=[RESET])

    assert "healing finds events hours later" in found.message
    assert "choose one of them" == found.help
