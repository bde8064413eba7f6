"""`o11y backfill`: what it prints is run as it is, and budgets are then what they should be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import urlopen

import pytest

from observability.base import naming
from observability.io.starter import start
from observability.live import catalog
from tests.measured import write_rules
from tests.prometheus_server import ask, blocks, needs_prometheus, serving

pytestmark = [pytest.mark.tool, needs_prometheus]

DAY, HOUR = 86_400, 3600
RATE = {"/pay": 40, "/cart": 10}  # events a second
USUAL = 0.0004
BAD = ((12 * DAY, 2 * HOUR, 0.02), (3 * DAY, 1200, 0.1))  # seconds ago, how long, share of errors
SLOS = '''
"""A promise for each route, over a week and over the month so far."""

from observability import SLO, Availability, Calendar, days
from services.api import api, requests

routes = SLO(
    service=api,
    name="routes",
    objective=99.8,
    sli=Availability(total=requests, failed={"code": "5.."}),
    description="Every route answers.",
    by=["route"],
    period=days(7),
    also=[Calendar()],
)
'''


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a new repository with a second kind of promise."""
    folder = tmp_path / "shop"
    start(str(folder), "0")
    (folder / "slos" / "routes.py").write_text(SLOS.lstrip())
    return folder


def _o11y(shop: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "observability", "backfill", *words]
    return subprocess.run(
        command, cwd=shop, capture_output=True, text=True, timeout=60, check=False
    )


def _errors(route: str, now: int, begin: int, end: int) -> float:
    """Return how many events of *route* failed from *begin* to *end*, by the story alone."""
    found = RATE[route] * USUAL * (end - begin)
    for ago, length, share in BAD:
        lasted = min(end, now - ago + length) - max(begin, now - ago)
        found += RATE[route] * (share - USUAL) * max(lasted, 0)
    return found


def _counters(now: int) -> Iterator[str]:
    first = now - 31 * DAY - HOUR
    identity = 'job="api",namespace="shop"'
    for code in ("200", "500"):
        for route, rate in RATE.items():
            labels = f'{identity},method="get",route="{route}",code="{code}"'
            for at in range(first, now + 1, 30):
                failed = _errors(route, now, first, at)
                count = failed if code == "500" else rate * (at - first) - failed
                yield f"http_requests_total{{{labels}}} {int(count)} {at}"


def _spent(now: int, begin: int, end: int, budget: float, *routes: str) -> float:
    failed = sum(_errors(route, now, begin, end) for route in routes)
    return failed / (sum(RATE[route] for route in routes) * (end - begin)) / budget


def _month(now: int) -> int:
    moment = datetime.fromtimestamp(now, UTC)
    return int(moment.replace(day=1, hour=0, minute=0, second=0).timestamp())


def _all_loaded(url: str, data: Path) -> bool:
    with urlopen(f"{url}/metrics", timeout=10) as answer:  # noqa: S310 - ours
        metrics = answer.read().decode()
    (loaded,) = re.findall(r"^prometheus_tsdb_blocks_loaded (\S+)$", metrics, re.MULTILINE)
    return int(float(loaded)) == len(list(data.glob("*/meta.json")))


def _until(true: object, seconds: int) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if callable(true) and true():
            return
        time.sleep(0.5)
    raise AssertionError(f"not within {seconds} s")


@pytest.mark.slow
def test_the_printed_commands_make_the_budgets_right(shop: Path, tmp_path: Path) -> None:
    """From scraped series alone: a month, the groups' week, the calendar month, within 0.5 %."""
    home = tmp_path / "prometheus"
    now = int(time.time())
    blocks(home, _counters(now))
    found, _, _ = catalog(str(shop))
    assert found is not None
    write_rules(home / "rules", found)
    tools = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    chosen = ("--slo=api-requests-availability", "--slo=api-routes")
    with serving(home, f"{home}/rules/*.yml") as url:
        script = _o11y(shop, "--prometheus", url, "--data", str(home / "data"), *chosen)
        assert (0, "") == (script.returncode, script.stderr)
        done = subprocess.run(
            ["bash", "-c", script.stdout],
            cwd=shop,
            env=os.environ | {"PATH": tools},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        _until(lambda: _all_loaded(url, home / "data"), 150)
        _until(lambda: ask(url, naming.ALSO_BURN)["result"], 60)
        time.sleep(3)
        spent = {
            (one["metric"]["sloth_slo"], one["metric"].get("route", "")): float(one["value"][1])
            for one in ask(url, naming.PERIOD_BURN)["result"]
        }
        month = {
            one["metric"]["route"]: float(one["value"][1])
            for one in ask(url, naming.ALSO_BURN)["result"]
        }
        again = _o11y(shop, "--prometheus", url, *chosen)
    end = int(re.findall(r"--end=(\d+)", script.stdout)[0])
    expected = {
        ("requests-availability", ""): _spent(now, now - 30 * DAY, end, 0.001, *RATE),
        ("routes", "/pay"): _spent(now, now - 7 * DAY, end, 0.002, "/pay"),
        ("routes", "/cart"): _spent(now, now - 7 * DAY, end, 0.002, "/cart"),
    }

    assert expected == pytest.approx(spent, rel=5e-3)
    assert month == pytest.approx(
        {route: _spent(now, _month(now), end, 0.002, route) for route in RATE}, rel=5e-3
    )
    assert "there is nothing to be counted" in again.stderr


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """Serve buckets of one SLO since two days ago."""
    first = int(time.time()) // 300 * 300 - 2 * DAY + 17
    ids = 'sloth_id="api-routes",sloth_service="api",sloth_slo="routes"'
    times = range(first, first + 2 * DAY, 300)
    blocks(tmp_path / "begun", [f"{naming.TOTAL_INCREASE}{{{ids}}} 5 {at}" for at in times])
    with serving(tmp_path / "begun") as url:
        yield url, first


def test_what_is_recorded_is_not_counted_again(shop: Path, begun: tuple[str, int]) -> None:
    """It ends with the last whole bucket before the rules began, within one of their first."""
    url, first = begun
    done = _o11y(shop, "--prometheus", url, "--slo", "api-routes")
    end = int(re.findall(r"--end=(\d+)", done.stdout)[0])

    assert 0 == done.returncode, done.stderr
    assert 0 <= first - 300 - end < 600
    assert 0 == end % 300


def test_what_is_in_memory_is_left_for_later(shop: Path) -> None:
    """Blocks must not overlap the last three hours; it is told from when on nothing is missed."""
    now = int(time.time())
    done = _o11y(shop, "--end", str(now - 600))
    end = int(re.findall(r"--end=(\d+)", done.stdout)[0])

    assert 0 <= now - 3 * HOUR - end < 310
    assert "run it after" in done.stderr


def test_the_rules_are_those_of_the_project(shop: Path, tmp_path: Path) -> None:
    """Each bucket that the rules record is in the file, and promtool takes it."""
    done = _o11y(shop, "--rules")
    path = tmp_path / "rules.yml"
    path.write_text(done.stdout)
    checked = subprocess.run(
        ["promtool", "check", "rules", "--lint-fatal", path],
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == checked.returncode, checked.stdout + checked.stderr
    assert {naming.TOTAL_INCREASE, naming.ERRORS_INCREASE, naming.TOTAL_CALENDAR} <= set(
        re.findall(r"record: (\S+)", done.stdout)
    )
    assert naming.TOTAL_RATE not in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--slo", "api-route"), "did you mean 'api-routes'?"),
        (("--start", "yesterday"), "'yesterday' is no moment"),
        (("--start", "1700000000", "--end", "1600000000"), "is not before"),
        (("--end", "2026-11-01"), "'2026-11-01' is no moment"),
    ],
)
def test_what_can_not_be_done_is_told(shop: Path, words: tuple[str, ...], told: str) -> None:
    """Nothing is printed that would be run by mistake."""
    done = _o11y(shop, *words)

    assert (2, "", True) == (done.returncode, done.stdout, told in done.stderr)
