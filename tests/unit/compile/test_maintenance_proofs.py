"""observability.compile.recording and prove_maintenance: when events count, said once and proven."""

from __future__ import annotations

from observability import SLO, Maintenance, Project, days, hours
from observability.base import naming
from observability.base.duration import minutes
from observability.compile.backfill import backfill_file
from observability.compile.delay import delay
from observability.compile.exclusion import active
from observability.compile.plan import Plan, RecordingRule
from observability.compile.project import compile_catalog
from observability.compile.prove_maintenance import edge_case, edges
from observability.compile.recording import events_group
from observability.model.catalog import join
from observability.promql.printer import text
from observability.promql.walk import selectors
from tests.core_definitions import SERVICE, valid

BEGAN = 1796000400  # 2026-11-30T01:00Z
ONCE = Maintenance(reason="move", start="2026-11-30T01:00+00:00", length=hours(1))
DAILY = Maintenance(reason="x", start="2026-11-30T01:00+00:00", length=hours(1), every=days(1))
LONGER = minutes(2)


def _plan(slo: SLO) -> Plan:
    return compile_catalog(join([slo], valid(Project)))


def test_what_the_rates_read_is_recorded_before_them() -> None:
    """Rules of a group see what those before them record; the dates stand in one of them."""
    slo = valid(SLO, maintenance=[ONCE])
    rules = events_group(SERVICE.name, (slo,), valid(Project)).rules
    records = [one.record for one in rules if isinstance(one, RecordingRule)]

    assert [naming.MAINTENANCE, naming.TOTAL_RATE, naming.ERRORS_RATE] == records
    assert [True, False, False] == [str(BEGAN) in text(one.expr) for one in rules]


def test_a_backfill_holds_the_dates_itself() -> None:
    """No rule sees what another one records while the past is computed."""
    slo = valid(SLO, maintenance=[ONCE])
    plan = _plan(slo)
    (group,) = backfill_file(plan, (slo,)).groups
    dates = text(active(slo, plan.catalog.project), 10_000)
    read = {use.metric for one in group.rules for use in selectors(one.expr)}

    assert naming.MAINTENANCE not in read
    assert all(dates in text(one.expr, 10_000) for one in group.rules)


def test_maintenance_is_no_detour_of_events() -> None:
    """An SLO with maintenance pages as soon as one without."""
    plain, rested = valid(SLO), valid(SLO, maintenance=[ONCE])
    pair = plain.table.pairs[0]

    assert delay(_plan(plain), plain, pair) == delay(_plan(rested), rested, pair)


def test_edges_are_the_seconds_around_beginning_and_end() -> None:
    """Its own hour and what the rates remember of it."""
    slo = valid(SLO, maintenance=[ONCE])
    end = BEGAN + 3600 + 120
    found = edges([slo], LONGER)

    assert dict.fromkeys((BEGAN - 1, BEGAN, end - 1, end), (slo,)) == found
    assert [False, True, True, False] == [_rests(slo, at) for at in found]


def test_repetitions_are_looked_at_between_and_the_second_time() -> None:
    """Half a day later nothing rests, a day later it does."""
    slo = valid(SLO, maintenance=[DAILY])
    day, length = 86_400, 3720
    expected = {
        BEGAN - 1: False,
        BEGAN: True,
        BEGAN + day // 2: False,
        BEGAN + day - 1: False,
        BEGAN + day: True,
        BEGAN + day + length - 1: True,
        BEGAN + day + length: False,
    }

    assert expected == {at: _rests(slo, at) for at in edges([slo], LONGER)}


def test_windows_of_one_slo_may_overlap() -> None:
    """At the end of the one the other goes on."""
    longer = Maintenance(reason="x", start="2026-11-30T01:30+00:00", length=hours(2))
    slo = valid(SLO, maintenance=[ONCE, longer])

    assert _rests(slo, BEGAN + 3720)


def _rests(slo: SLO, at: int) -> bool:
    """Tell what the proof at a moment claims."""
    (sample,) = edge_case(at, (slo,), LONGER).samples
    return sample.value is not None
