"""Groups, periods, calendars, maintenance, healing, shards: proven by promtool."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from observability import (
    SLO,
    AlertWindows,
    Availability,
    BurnPair,
    Calendar,
    Latency,
    Maintenance,
    Project,
    Reset,
    Severity,
    days,
    hours,
    minutes,
    ms,
)
from observability.model.catalog import Catalog, join
from tests.core_definitions import DURATION, REQUESTS, valid
from tests.promtool_files import PROMTOOLS, judge, needs_promtool, write

pytestmark = [pytest.mark.slow, pytest.mark.tool, needs_promtool]
EVERY = pytest.mark.parametrize("promtool", PROMTOOLS)

STRICT = AlertWindows(
    name="strict",
    pairs=[
        BurnPair(severity=Severity.PAGE, budget=1, long=minutes(30), short=minutes(10)),
        BurnPair(severity=Severity.TICKET, budget=5, long=hours(12), short=hours(1)),
    ],
)
START = "1970-01-04T00:00+00:00"  # promtool's clock begins in 1970
NIGHTLY = Maintenance(reason="nightly", start=START, length=hours(1), every=days(1))
RESETS = [Reset(at=f"2026-11-24T{at}:00+00:00", reason="Agreed after the move.") for at in (10, 12)]
ONCE = Maintenance(reason="move", start="1970-01-01T00:10+00:00", length=minutes(10))


def _catalog(*slos: SLO, **project: Any) -> Catalog:
    return join(slos, valid(Project, **project))


EVERY_ROUTE = Availability(total=REQUESTS, failed={"code": "5.."})

KINDS = {
    "groups": _catalog(valid(SLO, by=["route"])),
    "groups of latencies": _catalog(
        valid(SLO, by=["route"], sli=Latency(histogram=DURATION, under=ms(250)))
    ),
    "a week": _catalog(valid(SLO, period=days(7))),
    "four weeks": _catalog(valid(SLO, period=days(28))),
    "a quarter": _catalog(valid(SLO, period=days(90)), retention=days(100)),
    "two periods and calendars": _catalog(
        valid(SLO, also=[days(7), Calendar(), Calendar(unit="quarter", utc_offset="-05:00")])
    ),
    "two periods, two SLOs": _catalog(valid(SLO), valid(SLO, name="week", period=days(7))),
    "windows of its own": _catalog(valid(SLO, windows=STRICT)),
    "two tables": _catalog(valid(SLO, windows=STRICT), valid(SLO, name="usual")),
    "maintenance": _catalog(valid(SLO, maintenance=[NIGHTLY])),
    "resets": _catalog(
        valid(SLO, resets=RESETS, also=[days(7), Calendar()]), valid(SLO, name="not")
    ),
    "two scrapes": _catalog(valid(SLO), rate_scrapes=2),
    "five slow scrapes": _catalog(valid(SLO), rate_scrapes=5, scrape_interval=minutes(1)),
    "evaluated each minute": _catalog(valid(SLO), evaluation_interval=minutes(1)),
    "healing": _catalog(valid(SLO, healing=True)),
    "healing of some": _catalog(
        valid(SLO, healing=True), valid(SLO, name="too", healing=True), valid(SLO, name="not")
    ),
    "shards": _catalog(*(valid(SLO, name=f"slo-{n}") for n in range(3)), shards=16),
}


@EVERY
@pytest.mark.parametrize("kind", KINDS)
def test_proofs_pass(promtool: str, kind: str, tmp_path: Path) -> None:
    """Rules of every kind of promise are valid, and do what the oracle says."""
    folder = write(KINDS[kind], tmp_path)

    assert "" == judge(promtool, "check", "rules", "--lint-fatal", *folder.glob("rules/*.yml"))
    assert "" == judge(promtool, "test", "rules", *sorted(folder.glob("tests/*.yml")))


IDS = 'slo_slot="f", sloth_id="api-availability", sloth_service="api", sloth_slo="availability"'
TOTAL = f"slo:events_total:increase5m{{{IDS}}}"
ERRORS = f"slo:events_error:increase5m{{{IDS}}}"


def _test(
    folder: Path,
    interval: str,
    series: dict[str, str],
    claims: list[tuple[str, str]],
    files: str = "*.yml",
) -> str:
    """Return what promtool says of *claims* (time, query that yields 1) over *series*."""
    rules = sorted(str(one) for one in folder.glob(f"rules/{files}"))
    groups = [
        one["name"] for file in rules for one in yaml.safe_load(Path(file).read_text())["groups"]
    ]
    body = {
        "rule_files": rules,
        "evaluation_interval": interval,
        "group_eval_order": groups,
        "tests": [
            {
                "interval": interval,
                "input_series": [{"series": k, "values": v} for k, v in series.items()],
                "promql_expr_test": [
                    {
                        "expr": f"sum({query})",
                        "eval_time": at,
                        "exp_samples": [{"labels": "", "value": 1}],
                    }
                    for at, query in claims
                ],
            }
        ],
    }
    path = folder / "own.yml"
    path.write_text(yaml.safe_dump(body))
    return judge(PROMTOOLS[0], "test", "rules", path)


def _near(query: str, value: float) -> str:
    return f"abs({query} - {value}) < bool 1e-6"


def test_each_group_has_a_budget_of_its_own(tmp_path: Path) -> None:
    """A group without an error is there, too, and only the burning one alerts."""
    folder = write(_catalog(valid(SLO, by=["route"], sli=EVERY_ROUTE)), tmp_path)
    labels = 'job="api", namespace="shop-prod"'
    series = {
        f'http_requests_total{{{labels}, code="200", route="/a"}}': "0+540x80",
        f'http_requests_total{{{labels}, code="500", route="/a"}}': "0+60x80",
        f'http_requests_total{{{labels}, code="200", route="/b"}}': "0+60x80",
    }
    claims = [
        ("1h", _near('slo:sli_error:ratio_rate5m{route="/a"}', 0.1)),
        ("1h", _near('slo:sli_error:ratio_rate5m{route="/b"}', 0)),
        ("1h", _near('slo:period_error_budget_remaining:ratio{route="/b"}', 1)),
        ("1h", 'count(ALERTS{alertname="ApiAvailabilityFastBurn", route="/a"})'),
        ("1h", 'absent(ALERTS{alertname="ApiAvailabilityFastBurn", route="/b"})'),
    ]

    assert "" == _test(folder, "1m", series, claims)


def test_series_without_the_groups_label_may_vanish(tmp_path: Path) -> None:
    """They are a group, too: when all is gone, it is told once, and no rule fails."""
    folder = write(_catalog(valid(SLO, by=["route"], sli=EVERY_ROUTE)), tmp_path)
    labels = 'job="api", namespace="shop-prod", code="200"'
    series = {
        f"http_requests_total{{{labels}}}": "0+60x30",
        f'http_requests_total{{{labels}, route="/a"}}': "0+60x30",
    }
    claims = [("1h", 'count(ALERTS{alertname="ApiAvailabilityNoData"}) == bool 2')]

    assert "" == _test(folder, "1m", series, claims)


def test_maintenance_does_not_count(tmp_path: Path) -> None:
    """Errors within it change neither ratio nor alerts; those after it do."""
    catalog = _catalog(valid(SLO, maintenance=[ONCE]))
    folder = write(catalog, tmp_path)
    labels = 'job="api", namespace="shop-prod"'
    good = f'http_requests_total{{{labels}, code="200", route="/pay"}}'
    bad = f'http_requests_total{{{labels}, code="500", route="/pay"}}'
    quiet = {good: "0+600x100", bad: "0x10 0+600x9 5400x80"}
    loud = {good: "0+600x100", bad: "0x24 0+600x9 5400x66"}
    ratio, fires = "slo:sli_error:ratio_rate1h", 'ALERTS{alertname="ApiAvailabilityFastBurn"}'
    during = [("15m", "slo:maintenance:active"), ("15m", "absent(slo:events_total:rate)")]
    silent = [
        ("40m", _near(ratio, 0)),
        ("40m", f"absent({fires})"),
        ("40m", "absent(slo:maintenance:active)"),
    ]

    assert "" == _test(folder, "1m", quiet, during + silent)
    assert "" == _test(
        folder, "1m", loud, [("40m", f"{ratio} > bool 0.05"), ("34m", f"count({fires})")]
    )


def test_a_calendar_month_begins_anew(tmp_path: Path) -> None:
    """At every month of a leap year and its neighbours the budget is what brute force says."""
    folder = write(KINDS["two periods and calendars"], tmp_path)
    keys = f'{{{IDS}, slo_period="month"'
    claims: list[tuple[str, str]] = []
    series: dict[str, str] = {}
    step, months = 6, 14  # hours
    edges = [
        int(datetime(1970 + n // 12, n % 12 + 1, 1, tzinfo=UTC).timestamp()) // (3600 * step)
        for n in range(months + 1)
    ]
    for n in range(months):
        first, last = edges[n], edges[n + 1]
        name = f'slo_calendar="{1970 + n // 12}{n % 12 + 1:02}"}}'
        padding = f"_x{first} " if first else ""
        series[f"slo:events_total:calendar5m{keys}, {name}"] = f"{padding}1000x{last - first - 1}"
        series[f"slo:events_error:calendar5m{keys}, {name}"] = (
            f"{padding}{n + 1}x{last - first - 1}"
        )
        left = 'slo:budget_remaining:ratio{slo_period="month"}'
        claims.append((f"{(first + 5) * step}h", _near(left, round(1 - (n + 1) / 1000 / 0.001, 6))))
    series[f'slo:error_budget:ratio{{{IDS}, slo_period="30d", slo_windows="30d"}}'] = (
        f"0.001x{edges[-1]}"
    )

    assert "" == _test(folder, f"{step}h", series, claims, files="slo-windows.yml")
