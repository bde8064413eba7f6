"""The bill of the rules against Prometheus' own count of the samples that each of them reads."""

from __future__ import annotations

import time
from collections import Counter as Tally
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from observability import (
    SLO,
    AlertWindows,
    Availability,
    BudgetPolicy,
    BurnPair,
    Calendar,
    Latency,
    Maintenance,
    Project,
    Reset,
    Severity,
    Step,
    days,
    hours,
    minutes,
    ms,
)
from observability.base import naming
from observability.base.labels import Labels, quote
from observability.compile.cost import Bill, bill, scraped
from observability.compile.plan import Plan
from observability.compile.project import compile_catalog
from observability.compile.recorded import recorded_by
from observability.io.prometheus import Access
from observability.live import cardinality
from observability.model.catalog import Catalog, join
from observability.promql.expr import Selector
from observability.promql.parser import Use
from observability.promql.printer import text
from observability.promql.ranges import reads
from tests.core_definitions import DURATION, REQUESTS, SERVICE, valid
from tests.measured import judged, told
from tests.prometheus_server import ask, blocks, needs_prometheus, serving

pytestmark = [pytest.mark.tool, needs_prometheus]

ROUTES = ("/pay", "/cart", "/search")
SLI = Availability(total=REQUESTS, failed={"code": "5.."})
STRICT = AlertWindows(
    name="strict",
    pairs=[
        BurnPair(severity=Severity.PAGE, budget=1, long=minutes(30), short=minutes(10)),
        BurnPair(severity=Severity.TICKET, budget=5, long=hours(12), short=hours(1)),
    ],
)
MOVE = Maintenance(reason="The move.", start="2020-01-01T00:00+00:00", length=hours(1))
RESET = Reset(at="2020-01-01T00:00+00:00", reason="Agreed.")
POLICY = BudgetPolicy(
    steps=[Step(at=50, action="Look."), Step(at=100, action="Stop.", freeze=True)]
)
PLAIN = (
    valid(SLO, ticket=True),
    valid(SLO, name="latency", sli=Latency(histogram=DURATION, under=ms(250)), ticket=True),
    valid(SLO, name="routes", by=["route"], sli=SLI, also=[days(7)]),
    valid(SLO, name="week", period=days(7), sli=SLI, ticket=True),
)
RICH = (
    *PLAIN,
    valid(SLO, name="calendar", also=[Calendar()]),
    valid(SLO, name="healing", healing=True),
    valid(SLO, name="maintained", maintenance=[MOVE]),
    valid(SLO, name="reset", resets=[RESET]),
    valid(SLO, name="strict", windows=STRICT, policy=POLICY),
)
CATALOGS: dict[str, Catalog] = {
    "plain": join(PLAIN, valid(Project)),
    "rich": join(RICH, valid(Project, budget_policy=POLICY)),
    "shards": join(RICH, valid(Project, shards=4)),
}


def _scraped(now: int, every: int) -> Iterator[str]:
    """Yield counters of two pods, three routes and four codes, and histograms of four buckets."""
    times = range(now - 4 * 3600, now + 1, every)
    identity = SERVICE.labels | {"environment": "prod"}
    for name, label, values in (
        ("http_requests_total", "code", ("200", "404", "500", "503")),
        ("http_seconds_bucket", "le", ("0.1", "0.25", "1", "+Inf")),
        ("http_seconds_count", "instance", ("one",)),
    ):
        for pod in ("a", "b"):
            for route in ROUTES:
                for one in values:
                    labels = _text(identity | {"pod": pod, "route": route, label: one})
                    yield from (
                        f"{name}{{{labels}}} {10 * (at - now + 90_000)} {at}" for at in times
                    )


def _text(labels: Labels) -> str:
    return ",".join(f"{name}={quote(value)}" for name, value in labels.items())


def _recorded(plan: Plan, now: int) -> Iterator[str]:
    """Yield every series that the rules record, as far back as one of them looks."""
    reach: dict[str, int] = {}
    for file in plan.rules:
        for group in file.groups:
            for rule in group.rules:
                for one in reads(rule.expr):
                    seconds = int(one.over.seconds) if one.over else 0
                    reach[one.use.metric] = max(reach.get(one.use.metric, 0), seconds)
    series = recorded_by(plan, lambda slo: len(ROUTES) if slo.by else 1).everything()
    for name, one in sorted(series, key=lambda pair: pair[0]):
        every = int(one.every.seconds)
        times = range(now - (reach.get(name, 0) // every + 1) * every, now + 1, every)
        for route in ROUTES[: one.count]:
            labels = _text(one.labels | ({"route": route} if one.count > 1 else {}))
            yield from (f"{name}{{{labels}}} 1 {at}" for at in times)


@pytest.fixture(scope="module", params=CATALOGS)
def measured(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Plan, Bill, str, int]]:
    """Serve all that the rules of a catalog read, with the bill by what the server counts."""
    plan = compile_catalog(CATALOGS[request.param])
    folder: Path = tmp_path_factory.mktemp(request.param)
    now = int(time.time())
    every = int(plan.catalog.project.scrape_interval.seconds)
    blocks(folder, [*_scraped(now, every), *_recorded(plan, now)])
    with serving(folder, options=("--query.lookback-delta=15m",)) as url:
        yield plan, bill(plan, cardinality(Access(url=url), plan, groups=1)), url, now + 1


def test_every_rule_reads_what_prometheus_counts(
    measured: tuple[Plan, Bill, str, int],
) -> None:
    """Rule by rule, the samples are within a fifth of ``totalQueryableSamples``."""
    _, found, url, at = measured
    counted = [
        ask(url, text(one.rule.expr), stats="all", time=at)["stats"]["samples"]
        for one in found.rules
    ]
    wrong = [
        (text(one.rule.expr), float(one.samples), stats["totalQueryableSamples"])
        for one, stats in zip(found.rules, counted, strict=True)
        if abs(one.samples - stats["totalQueryableSamples"])
        > Decimal("0.2") * stats["totalQueryableSamples"]
    ]

    assert [] == wrong
    assert any(one["totalQueryableSamples"] > 10_000 for one in counted)


def test_the_parts_add_up(measured: tuple[Plan, Bill, str, int]) -> None:
    """What the SLOs read in a second is what all rules read, and each rule is on one bill."""
    _, found, _, _ = measured
    whole = sum(
        one.samples * 1000 / Decimal(one.group.interval.milliseconds) for one in found.rules
    )
    parts = [*found.slos.values(), found.others]

    assert abs(whole - sum(one.second.samples for one in parts)) < Decimal("1e-9")
    assert len(found.rules) == round(sum(one.once.rules for one in parts), 9)


def test_all_scraped_selectors_are_found(measured: tuple[Plan, Bill, str, int]) -> None:
    """Each selector of scraped series selects some: none is misread."""
    plan, _, url, at = measured
    empty = [
        use for use in scraped(plan) if not ask(url, f"count({_selector(use)})", time=at)["result"]
    ]

    assert [] == empty


def _selector(use: Use) -> str:
    return text(Selector(use.metric, use.matchers))


def test_what_is_recorded_is_what_the_rules_record(tmp_path: Path) -> None:
    """Name by name and SLO by SLO, as many series as a server has that evaluates the rules."""
    slos = (*PLAIN, valid(SLO, name="strict", windows=STRICT, policy=POLICY))
    catalog = join(slos, valid(Project))
    story = told(((50_000, "0.0001", 50),))
    groups = {slo.id: [f'route="{one}"' for one in ROUTES] if slo.by else [""] for slo in slos}
    judged(tmp_path, catalog, {(slo, group): story for slo in groups for group in groups[slo]})
    with serving(tmp_path) as url:
        rows = ask(url, 'count by (__name__, sloth_id) ({sloth_id!="", __name__=~"slo.*"})')
    found = {
        (row["metric"]["__name__"], row["metric"]["sloth_id"]): int(row["value"][1])
        for row in rows["result"]
    }
    plan = compile_catalog(catalog)
    expected: Tally[tuple[str, str]] = Tally()
    for name, one in recorded_by(plan, lambda slo: len(ROUTES) if slo.by else 1).everything():
        expected[name, one.slo] += one.count

    assert dict(expected) == found
    assert naming.PAGE not in {name for name, _ in found}
