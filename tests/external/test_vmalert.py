"""vmalert takes the rules, and says on VictoriaMetrics what Prometheus says of the same data."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml

from observability import SLO, Availability, Latency, Project, VmAlert, ms
from observability.base.labels import Labels
from observability.io.load import load
from observability.model.catalog import join
from tests.alertmanager_sinks import Received, sinks
from tests.core_definitions import DURATION, REQUESTS, valid
from tests.external.test_slo_features import KINDS
from tests.promtool_files import needs_promtool
from tests.promtool_samples import samples
from tests.ruler_files import bodies, plain, with_ruler
from tests.victoria import Database, database, dry_run, needs_vmalert, replay, running

pytestmark = [pytest.mark.tool, needs_vmalert]

ROOT = Path(__file__).resolve().parents[2]
STEP = 30
HISTORY, BURNING, AHEAD = 480, 120, 60  # samples: four hours, the last of which burns
PAY = Availability(total=REQUESTS, failed={"code": "5.."}, only={"route": "/pay"})
NUMBERS = (
    "ALERTS",
    "slo:alert:",
    "slo:current_burn_rate:",
    "slo:error_budget:",
    "slo:events_error:rate",
    "slo:events_error:increase5m",
    "slo:events_error:increase1h",
    "slo:events_error:increase6h",
    "slo:events_total:",
    "slo:objective:",
    "slo:period_",
    "slo:sli_error:",
    "slo:time_period:",
)
GROUPS = 4  # two SLOs, and two routes of a third
CATALOG = join(
    [
        valid(SLO, objective=99.9, ticket=True, sli=PAY),
        valid(
            SLO,
            name="speed",
            objective=95,
            ticket=True,
            sli=Latency(histogram=DURATION, under=ms(250)),
        ),
        valid(
            SLO,
            name="routes",
            objective=99,
            ticket=True,
            by=["route"],
            sli=Availability(total=REQUESTS, failed={"code": "5.."}),
        ),
    ],
    valid(Project, rulers=[VmAlert()]),
)


def _written(catalog: Any, folder: Path) -> list[Path]:
    paths = []
    for name, body in bodies(with_ruler(catalog, VmAlert()), "vmalert/").items():
        paths.append(folder / f"{name}.yml")
        paths[-1].write_text(yaml.safe_dump(body, sort_keys=False))
    return paths


@pytest.mark.parametrize("kind", KINDS)
def test_vmalert_takes_the_rules_of_every_kind_of_promise(kind: str, tmp_path: Path) -> None:
    """Vmalert itself finds nothing wrong."""
    assert "" == dry_run(*_written(KINDS[kind], tmp_path))


def test_vmalert_takes_the_rules_of_the_estate(tmp_path: Path) -> None:
    """Vmalert itself finds nothing wrong with every rule and template of this repository."""
    catalog = load(str(ROOT)).catalog

    assert "" == dry_run(*_written(catalog, tmp_path))


def test_vmalert_refuses_what_is_wrong(tmp_path: Path) -> None:
    """Its silence about the others means something."""
    path = tmp_path / "wrong.yml"
    path.write_text("groups: [{name: a, rules: [{record: b, expr: 'sum(c'}]}]")

    assert "unparsed" in dry_run(path) or "cannot parse" in dry_run(path)


def _grown(before: float, burning: float) -> list[float]:
    """Return a counter that grows by *before* a sample, in the last hour by *burning*."""
    steps = [before] * (HISTORY - BURNING) + [burning] * (BURNING + AHEAD)
    found = [0.0]
    for step in steps:
        found.append(found[-1] + step)
    return found


def _data() -> dict[tuple[str, Labels], list[float]]:
    """Return the counters: a tenth of what is paid fails, a slow burn of the rest, no slow one."""
    found = {}
    counters = {
        ("200", "/pay"): (299, 270),
        ("500", "/pay"): (1, 30),
        ("200", "/ask"): (594, 594),
        ("500", "/ask"): (6, 6),
    }
    for (code, route), steps in counters.items():
        one = REQUESTS.series("0", {"code": code, "route": route})
        found[one.metric, one.labels] = _grown(*steps)
    for le, steps in (
        ("0.1", (500, 500)),
        ("0.25", (590, 560)),
        ("1", (600, 600)),
        ("+Inf", (600, 600)),
    ):
        one = DURATION.series("0", {"route": "/pay"})
        found["http_seconds_bucket", one.labels | {"le": le}] = _grown(*steps)
        found["http_seconds_count", one.labels] = _grown(600, 600)
    return found


@attrs.frozen(kw_only=True)
class Said:
    """What vmalert and Prometheus have recorded at the end, by series; and who fires live."""

    victoria: dict[Labels, float]
    prometheus: dict[Labels, float]
    live: dict[Labels, float]
    firing: frozenset[str]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """Replay four hours in vmalert, then let it run until every alert that must fire has fired."""
    folder = tmp_path_factory.mktemp("vmalert")
    end = int(time.time()) // 600 * 600
    start = end - HISTORY * STEP
    with database(folder) as db, sinks() as told:
        for (metric, labels), values in _data().items():
            db.feed(metric, labels, start, values, STEP)
        db.flush()
        for one in _in_order(folder):
            replay(db, [one], start, end)
        recorded = db.ask('{__name__=~"slo:.+|ALERTS"}', end)
        live, firing = _live(db, folder, told)
    return Said(
        victoria=recorded,
        prometheus=_prometheus(folder, 'ALERTS or {__name__=~"slo:.+"}'),
        live=live,
        firing=firing,
    )


STAGES = (
    (".+-slo-events", ".+-slo-budgets"),
    ("slo-buckets", "slo-windows-6h", "slo-windows", "slo-period"),
    ("slo-windows-long",),
    ("slo-windows-alerts", ".+-slo-tickets"),
)
"""Groups in the order in which they can be replayed: what is read comes before its readers."""


def _in_order(folder: Path) -> list[Path]:
    """Return a file to replay for each stage."""
    every = [group for body in bodies(CATALOG, "vmalert/").values() for group in body["groups"]]
    found = []
    for place, names in enumerate(STAGES):
        wanted = [_silent(one) for one in every if re.fullmatch("|".join(names), one["name"])]
        found.append(folder / f"replay-{place}.yml")
        found[-1].write_text(yaml.safe_dump({"groups": wanted}, sort_keys=False))
    return found


def _silent(group: dict[str, Any]) -> dict[str, Any]:
    """Return *group* without what asks while an alert is told, which no replay can."""
    return group | {"rules": [one for one in group["rules"] if "{{ if query" not in str(one)]}


def _live(db: Database, folder: Path, told: Received) -> tuple[dict[Labels, float], frozenset[str]]:
    """Return the error ratios that vmalert records by itself, and the alerts it sends."""
    (folder / "live").mkdir()
    rules = _written(CATALOG, folder / "live")
    begun = time.time()
    fresh = f"slo:sli_error:ratio_rate5m and timestamp(slo:sli_error:ratio_rate5m) > {begun}"
    names: frozenset[str] = frozenset()
    notifier = f"http://127.0.0.1:{told.http_port}"
    with running(db, rules, notifier, folder / "vmalert.log"):
        for _ in range(120):
            time.sleep(1)
            ratios = db.ask(fresh, time.time())
            names = frozenset(
                one["labels"]["alertname"] for post in told.posts for one in post.body
            )
            if names and len(ratios) == GROUPS:
                break
    return ratios, names


def _prometheus(folder: Path, query: str) -> dict[Labels, float]:
    """Return what the plain rules make of the same data in promtool."""
    return samples(
        folder / "promtool",
        query,
        rules={name: plain(body) for name, body in bodies(CATALOG, "prometheus/rules/").items()},
        series={f"{metric}{labels}": values for (metric, labels), values in _data().items()},
        step=STEP,
        at=HISTORY * STEP,
    )


def _key(labels: Labels) -> Labels:
    """Return *labels* without what only vmalert adds."""
    return Labels({name: value for name, value in labels.items() if name != "alertgroup"})


def _of(found: dict[Labels, float], *names: str) -> dict[Labels, float]:
    """Return the series of *found* whose names begin like one of *names*."""
    return {_key(one): v for one, v in found.items() if one["__name__"].startswith(names)}


@pytest.mark.long
@needs_promtool
def test_series_are_those_of_prometheus(said: Said) -> None:
    """Both record the same series of every SLO, window and group, and the same alerts fire."""
    assert set(_of(said.prometheus, "")) == set(_of(said.victoria, ""))


@pytest.mark.long
@needs_promtool
@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_are_those_of_prometheus(said: Said, name: str) -> None:
    """Only where the burn begins they differ: rates are extrapolated otherwise.

    promtool records each bucket of five minutes ten times over, which moves it there once more.
    """
    theirs = _of(said.prometheus, name)

    assert theirs == pytest.approx(_of(said.victoria, name), rel=0.05)
    assert theirs


@pytest.mark.long
def test_numbers_are_true(said: Said) -> None:
    """A month that is four hours old, one of which burns, has spent what the counters say."""
    found = _of(said.victoria, "slo:period_burn_rate:")
    spent = {(one["sloth_slo"], one.get("route")): value for one, value in found.items()}

    assert spent == pytest.approx(
        {
            ("availability", None): (3 / 300 + 0.1) / 4 / 0.001,
            ("speed", None): (3 / 60 + 4 / 60) / 4 / 0.05,
            ("routes", "/ask"): 1,
            ("routes", "/pay"): (3 / 300 + 0.1) / 4 / 0.01,
        },
        rel=0.03,
    )


@pytest.mark.long
def test_vmalert_records_and_sends_by_itself(said: Said) -> None:
    """In real time, too, it records the ratios of the last minutes and sends the page."""
    assert sorted(said.live.values()) == pytest.approx([0.01, 4 / 60, 0.1, 0.1], rel=0.03)
    assert "ApiAvailabilityFastBurn" in said.firing
    assert said.firing <= {one.get("alertname") for one in said.victoria}
