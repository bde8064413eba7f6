"""observability.compile.cost: whose bill a rule is on, and what is assumed of series."""

from __future__ import annotations

from decimal import Decimal

from observability import SLO, Absent, Availability, Latency, Project, ms
from observability.compile.cost import Bill, bill, declared, scraped
from observability.compile.plan import Plan
from observability.compile.project import compile_catalog
from observability.model.catalog import join
from observability.slo.cost import Shape
from tests.core_definitions import DURATION, REQUESTS, valid

SLI = Availability(total=REQUESTS, failed={"code": "5.."})
AVAILABILITY = valid(SLO, sli=SLI, ticket=True)
LATENCY = valid(SLO, name="latency", sli=Latency(histogram=DURATION, under=ms(250)), ticket=True)
GROUPED = valid(SLO, name="routes", sli=SLI, by=["route"], ticket=True)


def _plan(*definitions: object) -> Plan:
    return compile_catalog(join(definitions, valid(Project)))  # type: ignore[arg-type]


def _bill(plan: Plan, series: int = 40, groups: int = 5, **of: int) -> Bill:
    return bill(plan, declared(plan, series, of, groups))


def test_errors_have_half_of_the_series() -> None:
    """Of 40 series, those with a failing code are taken to be 20; a bucket is as wide as all."""
    plan = _plan(AVAILABILITY, LATENCY)
    found = declared(plan, 40, {}, 5)
    counts = {(use.metric, len(use.matchers)): found.of(use) for use in scraped(plan)}

    assert {20, 40} == {count for (name, _), count in counts.items() if name == REQUESTS.name}
    assert {40} == {count for (name, _), count in counts.items() if name != REQUESTS.name}


def test_a_metric_may_be_stated_alone() -> None:
    """What is said of one metric leaves the others as they were."""
    plan = _plan(AVAILABILITY, LATENCY)
    found = _bill(plan, http_requests_total=400)
    usual = _bill(plan)

    assert found.slos[LATENCY.id] == usual.slos[LATENCY.id]
    assert found.slos[AVAILABILITY.id].once.raw == 10 * usual.slos[AVAILABILITY.id].once.raw


def test_equal_slos_share_alike() -> None:
    """What serves all SLOs is shared out by what it reads of each."""
    twin = valid(SLO, name="twin", sli=SLI, ticket=True)
    found = _bill(_plan(AVAILABILITY, twin))

    assert found.slos[AVAILABILITY.id] == found.slos[twin.id]


def test_groups_are_paid_for_by_their_slo() -> None:
    """More groups make one SLO dearer, and no other."""
    plan = _plan(AVAILABILITY, GROUPED)
    few, many = (_bill(plan, groups=groups) for groups in (5, 50))

    assert few.slos[AVAILABILITY.id].once.samples == many.slos[AVAILABILITY.id].once.samples
    assert few.slos[GROUPED.id].once.fused * 9 < many.slos[GROUPED.id].once.fused


def test_alerts_that_guard_no_slo_stand_apart() -> None:
    """They are on nobody's bill."""
    alert = valid(Absent)
    alone = _bill(_plan(AVAILABILITY))
    found = _bill(_plan(AVAILABILITY, alert))

    assert alone.slos == found.slos
    assert (Shape(), Decimal(1)) == (alone.others, found.others.once.rules)
