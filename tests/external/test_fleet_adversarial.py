"""Adversarial data against the rules that serve all SLOs of a shard, judged by promtool.

In each case all SLOs of a shard but one are attacked, through one series that its rules read. No
rule may fail, and the one that is left alone still has its page, its ticket, its budgets and its
policy's steps, with the values that it has without an attack.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest
import yaml

from bench.everything import everything, write
from observability import SLO
from observability.base.labels import Labels
from observability.compile.fleet import Fleet, fleets
from observability.model.catalog import Catalog
from tests.prometheus_server import PROMETHEUS, free_port, needs_prometheus, started, value
from tests.promtool_files import PROMTOOLS, judge, needs_promtool

pytestmark = [pytest.mark.slow, pytest.mark.tool, needs_promtool]

HOSTILE = (
    "1",
    "NaN",
    *(pytest.param(one, marks=pytest.mark.long) for one in ("0", "-1", "1e300", "+Inf", "-Inf")),
)
"""Values of a second series, of samples that an older version recorded, or of a broken scrape."""
LAST = 24  # minutes that a case takes, enough for the buckets and the ratios of periods
SECONDS = (Labels({"owner": "b"}), Labels({"replica": "b"}))
"""What makes another series of it: a changed label, the other of a pair of Prometheus servers."""
RATES = ("slo:events_total:rate", "slo:events_error:rate")
SERIES = re.compile(r"slo:[a-z_]+:[a-zA-Z0-9_]+")
Given = dict[str, str]


class Ruin(NamedTuple):
    """The rules of a shard, and the SLOs that the attacks leave alone and hit."""

    fleet: Fleet
    file: Path
    groups: list[dict[str, Any]]
    bystander: SLO
    victims: list[SLO]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return a project with every kind of promise, in two shards."""
    return everything()


@pytest.fixture(scope="module", params=[0, 1])
def ruin(
    request: pytest.FixtureRequest, catalog: Catalog, tmp_path_factory: pytest.TempPathFactory
) -> Ruin:
    """Return a shard; its SLO with healing is the bystander."""
    folder = write(catalog, tmp_path_factory.mktemp("rules"))
    return _ruin(fleets(catalog)[request.param], folder)


def _ruin(fleet: Fleet, folder: Path) -> Ruin:
    file = folder / "rules" / f"{fleet.file_name}.yml"
    bystander = next(slo for slo in fleet.slos if slo.healing)
    return Ruin(
        fleet,
        file,
        yaml.safe_load(file.read_text())["groups"],
        bystander,
        [slo for slo in fleet.slos if slo is not bystander],
    )


def _labels(slo: SLO, own: Mapping[str, str]) -> Labels:
    return slo.keys | dict.fromkeys(slo.by, "a") | own


def _budget(slo: SLO, extra: Mapping[str, str]) -> Labels:
    policy = "strict" if slo.policy else "usual"
    chosen = {
        "slo_period": str(slo.period),
        "slo_windows": slo.table.name,
        "slo_policy": policy,
    }
    return slo.keys | chosen | extra


def _slo(slo: SLO, told: tuple[str, str, str] = (f"100x{LAST}", f"50x{LAST}", "")) -> Given:
    """Return rates and a budget; half of the events fail."""
    total, errors, budget = told
    own = _labels(slo, {})
    return {
        f"{RATES[0]}{own}": total,
        f"{RATES[1]}{own}": errors,
        f"slo:error_budget:ratio{_budget(slo, {})}": budget or f"{slo.budget}x{LAST}",
    }


def _read(ruin: Ruin) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each series that the rules read, with each set of labels that they record it with."""
    rules = [rule for group in ruin.groups for rule in group["rules"] if "record" in rule]
    recorded: dict[str, list[dict[str, str]]] = {}
    for rule in rules:
        own = dict(rule.get("labels", {}))
        if ":calendar5m" in rule["record"]:
            own["slo_calendar"] = "19701" if "quarter" in own["slo_period"] else "197001"
        recorded.setdefault(rule["record"], []).append(own)
    for name in sorted({name for rule in rules for name in SERIES.findall(rule["expr"])}):
        for own in recorded.get(name, [{}]):
            yield name, own


def _claims(slo: SLO) -> list[tuple[str, float]]:
    """Return what is recorded for *slo* after minutes in which half of its events fail."""
    burn = 0.5 / float(slo.budget)
    ids = str(slo.ids)[:-1]
    return [
        (f"slo:alert:page{ids}}}", 0.5),
        (f"slo:alert:ticket{ids}}}", 0.5),
        (f"slo:current_burn_rate:ratio{ids}}}", burn),
        (f"slo:period_error_budget_remaining:ratio{ids}}}", 1 - burn),
        (f'slo:budget_remaining:ratio{ids}, slo_period="1w"}}', 1 - burn),
        (f'slo:budget_policy:reached{ids}, slo_step="100"}}', burn),
    ]


def _case(name: str, series: Given, claims: list[tuple[str, float]], at: str = f"{LAST}m") -> Any:
    return {
        "name": name,
        "interval": "1m",
        "input_series": [{"series": key, "values": told} for key, told in series.items()],
        "promql_expr_test": [
            {
                "expr": f"abs(sum({query}) / {value!r} - 1) < bool 1e-9",
                "eval_time": at,
                "exp_samples": [{"labels": "", "value": 1}],
            }
            for query, value in claims
        ],
    }


def _judged(files: Mapping[str, Any], cases: list[Any], folder: Path, every: str = "4m") -> str:
    """Return what promtool says of *cases* under the groups of *files*."""
    for name, groups in files.items():
        (folder / f"{name}.yml").write_text(yaml.safe_dump({"groups": groups}))
    body = {
        "rule_files": [f"{name}.yml" for name in files],
        "evaluation_interval": every,
        "group_eval_order": [one["name"] for groups in files.values() for one in groups],
        "tests": cases,
    }
    (folder / "test.yaml").write_text(yaml.safe_dump(body))
    return judge(PROMTOOLS[0], "test", "rules", folder / "test.yaml")


def _attacked(ruin: Ruin, name: str, own: dict[str, str], hostile: str) -> Given:
    """Return second series of *name* with the value *hostile*, of every victim."""
    second: Given = {}
    for slo in ruin.victims:
        for extra in SECONDS:
            labels = (
                _budget(slo, extra) if "error_budget" in name else _labels(slo, own | dict(extra))
            )
            second[f"{name}{labels}"] = " ".join([hostile] * (LAST + 1))
    return second


@pytest.mark.parametrize("hostile", HOSTILE)
def test_second_series_leave_the_others_alone(ruin: Ruin, hostile: str, tmp_path: Path) -> None:
    """Of every series that the rules read, there may be more than one with any value."""
    healthy = {
        key: told for slo in (ruin.bystander, *ruin.victims) for key, told in _slo(slo).items()
    }
    cases = [
        _case(
            f"{name} {own}", healthy | _attacked(ruin, name, own, hostile), _claims(ruin.bystander)
        )
        for name, own in _read(ruin)
    ]

    assert "" == _judged({"rules": ruin.groups}, cases, tmp_path)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_poisoned_inputs_leave_the_others_alone(ruin: Ruin, hostile: str, tmp_path: Path) -> None:
    """What is recorded of an SLO itself may have any value."""
    poison = " ".join([hostile] * (LAST + 1))
    usual = (f"100x{LAST}", f"50x{LAST}", f"0.001x{LAST}")
    cases = []
    for place, what in enumerate(("events", "errors", "budgets")):
        told = tuple(poison if n == place else one for n, one in enumerate(usual))
        series = _slo(ruin.bystander)
        for slo in ruin.victims:
            series |= _slo(slo, (told[0], told[1], told[2]))
        cases.append(_case(what, series, _claims(ruin.bystander)))

    assert "" == _judged({"rules": ruin.groups}, cases, tmp_path)


def test_a_rule_that_fails_is_told(ruin: Ruin, tmp_path: Path) -> None:
    """Were the joins not through one series an SLO, promtool would say so."""
    series = _slo(ruin.bystander) | _slo(ruin.victims[0])
    series |= _attacked(ruin, "slo:error_budget:ratio", {}, "1")
    weak = yaml.safe_load(
        yaml.safe_dump(ruin.groups, width=10_000).replace(
            "max by (sloth_id, sloth_service, sloth_slo)",
            "max by (sloth_id, sloth_service, sloth_slo, owner)",
        )
    )

    assert "many-to-many" in _judged({"rules": weak}, [_case("", series, [])], tmp_path)


def test_a_changed_label_keeps_the_budget(ruin: Ruin, tmp_path: Path) -> None:
    """A label of the budget and of what is scraped becomes another: what was counted stays."""
    slo = ruin.bystander
    old, new = ({"owner": name} for name in "ab")
    before, after = "0.001x30 stale", "_x30 0.001x90"
    series = {
        f"{RATES[0]}{slo.keys}": "100x120",
        f"{RATES[1]}{slo.keys}": "10x30 0x90",
        f"slo:error_budget:ratio{_budget(slo, old)}": before,
        f"slo:error_budget:ratio{_budget(slo, new)}": after,
    }
    told = "slo:period_error_budget_remaining:ratio" + str(slo.ids)
    spent = f"(1 - {told}) * 0.001"
    claims = [
        (f"{spent} > bool 0.02", 1.0),
        (f"{spent} < bool 0.03", 1.0),
        (f"count({told})", 1.0),
    ]

    assert "" == _judged({"rules": ruin.groups}, [_case("", series, claims, "2h")], tmp_path)


def test_more_shards_keep_the_history(tmp_path: Path) -> None:
    """What one shard has counted is what four go on with: the series keep their labels."""
    one, four = everything(shards=1), everything(shards=4)
    fleet = next(fleet for fleet in fleets(four) if any(slo.healing for slo in fleet.slos))
    ruin = _ruin(fleet, write(four, tmp_path))
    slo = ruin.bystander
    history = {
        f"slo:events_total:increase5m{slo.keys}": "1000x30 stale",
        f"slo:events_error:increase5m{slo.keys}": "100x30 stale",
        f"slo:error_budget:ratio{_budget(slo, {})}": "0.001x120",
        f"{RATES[0]}{slo.keys}": "_x30 10x90",
        f"{RATES[1]}{slo.keys}": "_x30 1x90",
    }
    claims = [(f"slo:period_error_budget_remaining:ratio{slo.ids}", 1 - 0.1 / 0.001)]

    assert slo.keys == next(other.keys for other in one.slos if other.id == slo.id)
    assert "" == _judged({"rules": ruin.groups}, [_case("", history, claims, "2h")], tmp_path)


def test_a_shard_that_fails_leaves_the_others_alone(catalog: Catalog, tmp_path: Path) -> None:
    """All data of one shard are spoilt; the bystander of the other has all its alerts."""
    folder = write(catalog, tmp_path)
    sick, sound = (_ruin(fleet, folder) for fleet in fleets(catalog))
    broken = [
        {**group, "rules": [{**rule, "expr": "nothing"} for rule in group["rules"]]}
        for group in sick.groups
    ]
    series = {
        key: told for slo in (*sick.fleet.slos, sound.bystander) for key, told in _slo(slo).items()
    }
    gone = [(f"absent({query})", 1.0) for query, _ in _claims(sick.bystander)]
    cases = [_case("", series, [*gone, *_claims(sound.bystander)])]

    assert "" == _judged({"sick": broken, "sound": sound.groups}, cases, tmp_path)


@needs_prometheus
@pytest.mark.long
def test_ten_thousand(tmp_path: Path) -> None:
    """With ten thousand SLOs, a hundred of which burn, Prometheus fails at no rule and tells each."""
    catalog = everything(shards=1)
    ruin = _ruin(fleets(catalog)[0], write(catalog, tmp_path))
    groups = [group | {"interval": "20s"} for group in ruin.groups]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": groups}))
    claims = {
        "count(slo:alert:page)": 100.0,
        "count(slo:alert:ticket)": 100.0,
        "count(slo:period_error_budget_remaining:ratio)": 10_000.0,
        'count(slo:budget_policy:reached{slo_step="100"})': 100.0,
    }

    with _exposed(_fleet(ruin.bystander)) as target, _scraping(target, tmp_path) as url:
        found: dict[str, float | None] = {}
        end = time.monotonic() + 500
        while found != claims and time.monotonic() < end:
            time.sleep(5)
            found = {query: value(url, query) for query in claims}
        with urlopen(f"{url}/api/v1/rules", timeout=60) as answer:  # noqa: S310 - ours
            told = json.load(answer)["data"]["groups"]

    assert claims == found
    assert {"ok"} == {rule["health"] for group in told for rule in group["rules"]}


def _fleet(like: SLO) -> bytes:
    """Return what is scraped of ten thousand SLOs like *like*."""
    lines = []
    for n in range(10_000):
        ids = {"sloth_id": f"x-{n}", "sloth_service": "x", "sloth_slo": str(n)}
        lines += [
            f"{RATES[0]}{like.keys | ids} 100",
            f"{RATES[1]}{like.keys | ids} {50 if n < 100 else 0}",
            f"slo:error_budget:ratio{_budget(like, ids)} 0.001",
        ]
    return "".join(f"{line}\n" for line in lines).encode()


@contextmanager
def _exposed(body: bytes) -> Iterator[str]:
    """Answer every request with *body*; yield the address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@contextmanager
def _scraping(target: str, folder: Path) -> Iterator[str]:
    """Run a Prometheus that scrapes *target* and evaluates rules.yml; yield its URL."""
    body = {
        "rule_files": ["rules.yml"],
        "scrape_configs": [
            {
                "job_name": "fleet",
                "scrape_interval": "10s",
                "static_configs": [{"targets": [target]}],
                "metric_relabel_configs": [{"regex": "job|instance", "action": "labeldrop"}],
            }
        ],
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(body))
    port = free_port()
    words = [
        PROMETHEUS,
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
    ]
    with started(words, folder, port, _ready) as url:
        yield url


def _ready(url: str) -> None:
    """Raise while the server at *url* does not answer."""
    with urlopen(f"{url}/-/ready", timeout=5):  # noqa: S310 - ours
        pass
