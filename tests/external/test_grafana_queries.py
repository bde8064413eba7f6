"""What the SLO dashboards ask, answered by Prometheus over a month of recorded series."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from observability import SLO, Calendar, Maintenance, Project, days, minutes
from observability.base import naming
from observability.compile.project import compile_catalog
from observability.model.catalog import join
from observability.slo.windows import PERIOD, WINDOWS
from tests.core_definitions import valid
from tests.grafana_boards import BODIES, Json, bodies, expressions, panels, ready

PROMTOOL, PROMETHEUS = shutil.which("promtool") or "", shutil.which("prometheus") or ""
pytestmark = [
    pytest.mark.tool,
    pytest.mark.skipif(not (PROMTOOL and PROMETHEUS), reason="prometheus is not installed"),
]

MOVE = Maintenance(reason="move", start="2026-11-29T02:00+00:00", length=minutes(30))
STEP = 300
BETWEEN = 60  # between two samples: exactly 5 minutes old is too old for Prometheus 3 alone
END = 1_750_000_200  # a multiple of the step
START = END - int(PERIOD.seconds)
BUDGET = Decimal("0.001")
TOTAL = 3000  # events in 5 minutes
INCIDENT = range(START + 10 * 86_400, START + 10 * 86_400 + 2 * 3600, STEP)
ERRORS_THEN, ERRORS_ELSE = 300, 1
IDS = f'{naming.SLO_ID}="api-availability",{naming.SLO_SERVICE}="api",{naming.SLO_NAME}="availability"'
TIMES = range(START, END + STEP, STEP)


def _errors(moment: int) -> int:
    return ERRORS_THEN if moment in INCIDENT else ERRORS_ELSE


COUNTED = [moment for moment in TIMES if moment > START]
SHARE = Decimal(sum(map(_errors, COUNTED))) / (TOTAL * len(COUNTED))
LEFT = 1 - SHARE / BUDGET
NOW = Decimal(ERRORS_ELSE) / TOTAL / BUDGET


def _series() -> dict[str, str]:
    """Return the series that are constant all the month."""
    constant = {
        naming.INFO: "1",
        naming.ERROR_BUDGET: str(BUDGET),
        naming.OBJECTIVE: str(1 - BUDGET),
        naming.PERIOD_DAYS: "30",
        naming.BUDGET_LEFT: str(LEFT),
        naming.PERIOD_BURN: str(1 - LEFT),
        naming.POLICY_REACHED: str(1 - LEFT),
        naming.ALSO_LEFT: str(LEFT),
        naming.CURRENT_BURN: str(NOW),
        naming.TOTAL_RATE: str(Decimal(TOTAL) / STEP),
        naming.ERRORS_RATE: str(Decimal(ERRORS_ELSE) / STEP),
        naming.TOTAL_INCREASE: str(TOTAL),
        naming.ratio(PERIOD): str(SHARE),
    }
    return constant | {naming.ratio(window): str(NOW * BUDGET) for window in WINDOWS}


def _openmetrics() -> str:
    lines: list[str] = []
    for name, value in sorted(_series().items()):
        lines += [f"{name}{{{IDS}}} {value} {moment}" for moment in TIMES]
    lines += [f"{naming.ERRORS_INCREASE}{{{IDS}}} {_errors(one)} {one}" for one in TIMES]
    alert = f'ALERTS{{{IDS},alertname="A",alertstate="firing",severity="ticket"}}'
    return "\n".join([*lines, *(f"{alert} 1 {one}" for one in INCIDENT), "# EOF\n"])


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run Prometheus over the month."""
    folder: Path = tmp_path_factory.mktemp("tsdb")
    (folder / "month.om").write_text(_openmetrics())
    (folder / "prometheus.yml").write_text("{}\n")
    backfill = [PROMTOOL, "tsdb", "create-blocks-from", "--max-block-duration=744h"]
    subprocess.run(
        [*backfill, "openmetrics", "month.om", "data"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=120,
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [
        PROMETHEUS,
        "--config.file=prometheus.yml",
        "--storage.tsdb.path=data",
        "--storage.tsdb.retention.time=100y",
        f"--web.listen-address={address}",
    ]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://{address}/-/ready")
            yield f"http://{address}"
        finally:
            process.terminate()


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - ours
                return
        except URLError:
            time.sleep(0.1)
    raise AssertionError("Prometheus did not start")


def _ask(url: str, path: str, **query: object) -> list[Json]:
    with urlopen(f"{url}/api/v1/{path}?{urlencode(query)}", timeout=60) as answer:  # noqa: S310
        found: list[Json] = json.load(answer)["data"]["result"]
    return found


def _answers(url: str, panel: Json) -> list[list[Json]]:
    return [_answer(url, target) for target in panel["targets"]]


def _answer(url: str, target: Json) -> list[Json]:
    expr = ready(target["expr"])
    if target.get("instant"):
        return _ask(url, "query", query=expr, time=END)
    step = 3 * 3600
    return _ask(url, "query_range", query=expr, start=START, end=END, step=step)


def _panel(uid: str, title: str) -> Json:
    return next(one for one in panels(BODIES[uid]) if one["title"] == title)


def _number(url: str, title: str, uid: str = naming.SLO_DETAIL) -> float:
    ((found,),) = _answers(url, _panel(uid, title))
    return float(found["value"][1])


@pytest.mark.parametrize("uid", [naming.SLO_OVERVIEW, naming.SLO_DETAIL])
def test_every_panel_shows_something(url: str, uid: str) -> None:
    """With data recorded, no panel is empty, and no query fails."""
    empty = [
        panel["title"]
        for panel in panels(BODIES[uid])
        if panel["type"] != "row" and not all(_answers(url, panel))
    ]

    assert empty == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Objective", 1 - BUDGET),
        ("Good events, 30 days", 1 - SHARE),
        ("Budget left", LEFT),
        ("Budget left, as outage", LEFT * BUDGET * 30 * 24 * 60),
        ("Budget left, as events", LEFT * BUDGET * TOTAL * len(COUNTED)),
        ("Burn rate now", NOW),
        ("Budget spent in", LEFT / NOW * 30 * 86_400),
    ],
)
def test_numbers_are_right(url: str, title: str, expected: Decimal) -> None:
    """Each number equals what the events say."""
    assert float(expected) == pytest.approx(_number(url, title), rel=2e-3)


def _line(url: str, letter: int) -> list[tuple[int, float]]:
    (found,) = _answer(url, _panel(naming.SLO_DETAIL, "Budget burndown")["targets"][letter])
    return [(int(moment), float(value)) for moment, value in found["values"]]


def test_the_burndown_begins_with_the_whole_budget_and_ends_with_what_is_left(url: str) -> None:
    """At each moment it is 1 less what the events since the left edge used up."""
    expected = [
        (
            moment,
            float(1 - sum(_errors(one) for one in COUNTED if one <= moment) / _allowed()),
        )
        for moment in range(START, END + 1, 3 * 3600)
    ]

    assert [pytest.approx(value, abs=2e-3) for _, value in expected] == [
        value for _, value in _line(url, 0)
    ]


def _allowed() -> Decimal:
    return BUDGET * TOTAL * len(COUNTED)


def test_the_ideal_line_falls_from_one_to_zero(url: str) -> None:
    """Spent evenly, the budget lasts exactly the period."""
    values = [value for _, value in _line(url, 1)]

    assert pytest.approx([values[0], values[-1]], abs=1e-6) == [1, 0]
    assert sorted(values, reverse=True) == values


def test_the_timeline_knows_quiet_times_and_tickets(url: str) -> None:
    """0 is quiet, 1 a ticket, 2 a page; there is no gap."""
    panel = _panel(naming.SLO_OVERVIEW, "Pages and tickets")
    query: dict[str, Any] = {
        "query": ready(panel["targets"][0]["expr"]),
        "start": INCIDENT.start - 3600 + BETWEEN,
        "end": INCIDENT.stop + 3600 + BETWEEN,
        "step": STEP,
    }
    (found,) = _ask(url, "query_range", **query)
    values = {int(moment): value for moment, value in found["values"]}
    expected = {
        one: "1" if INCIDENT.start <= one < INCIDENT.stop else "0"
        for one in range(query["start"], query["end"] + 1, STEP)
    }

    assert expected == values


EVERY_KIND = [
    valid(SLO, by=["route"], maintenance=[]),
    valid(SLO, name="week", period=days(7), also=[days(90), Calendar(), Calendar(unit="quarter")]),
    valid(SLO, name="moved", maintenance=[MOVE]),
]
BOARDS = {
    "this repository": BODIES,
    "SLOs of every kind": bodies(compile_catalog(join(EVERY_KIND, valid(Project)))),
}


@pytest.mark.parametrize("boards", BOARDS.values(), ids=BOARDS)
def test_promtool_takes_every_query_as_a_rule(boards: dict[str, Json], tmp_path: Path) -> None:
    """All dashboards' queries are valid to Prometheus' own parser, which checks types, too."""
    rules = [
        {"record": f"query:{index}", "expr": ready(expr)}
        for body in boards.values()
        for index, (_, expr) in enumerate(expressions(body))
    ]
    groups = {"groups": [{"name": "queries", "rules": rules}]}
    (tmp_path / "rules.yml").write_text(json.dumps(groups))
    checked = subprocess.run(
        [PROMTOOL, "check", "rules", "--lint=none", "rules.yml"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (checked.returncode, checked.stderr) == (0, "")
