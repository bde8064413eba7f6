"""Maintenance, proven by promtool at its edges: what counts, what does not, and when it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from observability import SLO, Availability, Maintenance, Project, days, hours, minutes
from observability.compile.exclusion import active, echo
from observability.model.catalog import join
from observability.promql.printer import text
from tests.core_definitions import REQUESTS, valid
from tests.promtool_files import PROMTOOLS, judge, needs_promtool, write

pytestmark = [pytest.mark.slow, pytest.mark.tool, needs_promtool]

SCRAPE = 15  # seconds, like that of the project
BEGIN, END, CONTROL, LAST = 2400, 3000, 1200, 4200  # seconds
ONCE = Maintenance(reason="move", start="1970-01-01T00:40+00:00", length=minutes(10))
# Seconds from the nearer edge, outside if above 0, and how much of a burst counts there.
BEFORE = {240: 1.0, 180: 1.0, 120: 1.0, 60: 0.5, 0: 0.0}
AFTER = {-15: 0.0, 0: 0.0, 60: 0.375, 120: 0.875, 150: 1.0, 240: 1.0}
NOTHING = 0.13  # two evaluations of thirty seconds in two minutes, or half of one


def _judged(path: Path, body: dict[str, object]) -> str:
    test = path / "own.yml"
    test.write_text(yaml.safe_dump(body))
    return judge(PROMTOOLS[0], "test", "rules", test)


def _burst(at: int) -> str:
    """Return a counter of errors that grows by 600 at the second *at*."""
    before = at // SCRAPE
    return f"0x{before - 1} 600x{LAST // SCRAPE - before}"


def _errors(route: str) -> str:
    return f'sum(slo:events_error:increase1h{{route="{route}"}})'


def _counted(at: dict[str, int], claims: list[tuple[str, float, float]], path: Path) -> str:
    """Return what promtool says of the errors of each route: from least to most."""
    sli = Availability(total=REQUESTS, failed={"code": "5.."})
    slo = valid(SLO, by=["route"], sli=sli, maintenance=[ONCE])
    folder = write(join([slo], valid(Project)), path)
    rules = sorted(str(one) for one in folder.glob("rules/*.yml"))
    groups = [g["name"] for one in rules for g in yaml.safe_load(Path(one).read_text())["groups"]]
    series = {}
    for route, second in at.items():
        labels = f'job="api", namespace="shop-prod", route="{route}"'
        series[f'http_requests_total{{{labels}, code="500"}}'] = _burst(second)
        series[f'http_requests_total{{{labels}, code="200"}}'] = f"0+150x{LAST // SCRAPE}"
    share = {route: f"{_errors(route)} / {_errors('control')}" for route in at}
    tests = [
        {
            "expr": f"({share[route]} >= bool {least}) * ({share[route]} <= bool {most})",
            "eval_time": f"{LAST}s",
            "exp_samples": [{"labels": "", "value": 1}],
        }
        for route, least, most in claims
    ]
    fires = 'count(ALERTS{alertname="ApiAvailabilityFastBurn", route="/inside"}) or vector(0)'
    for at_ in range(BEGIN, LAST, 60):
        exp = [{"labels": "", "value": 0}]
        tests.append({"expr": f"sum({fires})", "eval_time": f"{at_}s", "exp_samples": exp})
    return _judged(
        path,
        {
            "rule_files": rules,
            "evaluation_interval": "30s",
            "group_eval_order": groups,
            "tests": [
                {
                    "interval": f"{SCRAPE}s",
                    "input_series": [{"series": k, "values": v} for k, v in series.items()],
                    "promql_expr_test": tests,
                }
            ],
        },
    )


def test_what_is_lost_at_the_edges_is_within_one_rate_window(tmp_path: Path) -> None:
    """Inside nothing counts; outside, a minute away in part, two and a half minutes away all."""
    at = {"control": CONTROL, "/inside": (BEGIN + END) // 2}
    claims = [("/inside", 0.0, 0.0)]
    for word, edge, sign, shares in (("before", BEGIN, -1, BEFORE), ("after", END, 1, AFTER)):
        for seconds, share in shares.items():
            route = f"/{word}/{seconds}"
            at[route] = edge + sign * seconds
            exact = share in (0.0, 1.0)
            least, most = (share, share) if exact else (share - NOTHING, share + NOTHING)
            claims.append((route, least * 0.9999, most * 1.0001))

    assert "" == _counted(at, claims, tmp_path)


@pytest.mark.parametrize(
    ("start", "every"),
    [
        ("1971-12-27T23:30+00:00", days(1)),
        ("1971-01-04T02:00+01:00", days(7)),
        ("1972-02-01T00:00-05:00", days(28)),
        ("1972-02-28T12:00+05:30", hours(36)),
        ("1972-02-29T00:00+00:00", None),
    ],
)
def test_it_begins_and_ends_to_the_second_over_months_and_a_leap_day(
    start: str, every: object, tmp_path: Path
) -> None:
    """At each of its edges from the winter of a leap year to the next it is what a clock says."""
    one = Maintenance(reason="x", start=start, length=hours(1), every=every)  # type: ignore[arg-type]
    slo, project = valid(SLO, maintenance=[one]), valid(Project)
    step = timedelta(seconds=one.every.seconds) if one.every else timedelta(days=4000)
    longer = timedelta(hours=1, seconds=int(echo(project).seconds))
    began = datetime.fromisoformat(start).astimezone(UTC)
    moments = {began - step: False, began - timedelta(seconds=1): False}
    while began < datetime(1973, 3, 2, tzinfo=UTC):
        moments |= {began: True, began + longer - timedelta(seconds=1): True}
        moments |= {began - timedelta(seconds=1): False, began + longer: False}
        began += step
    body = {
        "evaluation_interval": "30d",
        "rule_files": [],
        "tests": [
            {
                "interval": "1d",
                "input_series": [{"series": "up", "values": "1"}],
                "promql_expr_test": [
                    {
                        "expr": text(active(slo, project)),
                        "eval_time": f"{int(moment.timestamp())}s",
                        "exp_samples": [{"labels": "{}", "value": 1}] if on else [],
                    }
                    for moment, on in sorted(moments.items())
                    if moment.timestamp() > 0
                ],
            }
        ],
    }

    assert "" == _judged(tmp_path, body)
