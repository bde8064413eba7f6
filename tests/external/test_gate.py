"""`o11y gate` against a real Prometheus: what is allowed, refused, and not known."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from observability import SLO, Availability, BudgetPolicy, Counter, Project, Service, Step
from observability.base import naming
from observability.cli.gate import _code
from observability.compile.gate import Decision
from observability.io.prometheus import Access
from observability.io.starter import start
from observability.live import gate
from observability.model.catalog import join
from tests.core_definitions import valid
from tests.prometheus_server import blocks, free_port, needs_prometheus, serving
from tests.victoria_server import imported, victoria

pytestmark = [pytest.mark.tool, needs_prometheus]

POLICY = BudgetPolicy(
    name="agreed",
    steps=[
        Step(at=50, action="Hold back what is not urgent."),
        Step(at=75, action="Stop features.", freeze=True),
        Step(at=100, action="Stop all.", freeze=True),
    ],
)
LENIENT = BudgetPolicy(name="lenient", steps=[Step(at=50, action="Look.")])


def _slo(name: str, **changes: Any) -> SLO:
    service = valid(Service, name=name)
    requests = Counter(service=service, name="http_requests_total", labels=["code", "route"])
    sli = Availability(total=requests, failed={"code": "5.."})
    return valid(SLO, service=service, sli=sli, **({"policy": POLICY} | changes))


SLOS = (
    _slo("healthy"),
    _slo("warned"),
    _slo("spent"),
    _slo("grouped", by=["route"]),
    _slo("recovering"),
    _slo("recovered-elsewhere"),
    _slo("stale"),
    _slo("uncounted"),
    _slo("maintained"),
    _slo("absent"),
    _slo("spoilt"),
    _slo("paging"),
    _slo("unguarded", policy=None),
    _slo("lenient", policy=LENIENT),
)
CATALOG = join(SLOS, valid(Project))
_SHARES = {
    "healthy": "0.31", "warned": "0.6", "spent": "0.9", "recovering": "0.7",
    "recovered-elsewhere": "0.7", "uncounted": "0.1", "maintained": "0.1", "spoilt": "NaN",
    "paging": "0.2", "unguarded": "7", "lenient": "9",
}  # fmt: skip


def _lines(now: int) -> Iterator[str]:
    """Yield what is recorded of each service in the last minutes; of one, until ten minutes ago."""
    for name, share in _SHARES.items():
        yield from _series(naming.PERIOD_BURN, _ids(name), share, now)
    for route, share in (("/a", "0.2"), ("/b", "1.25"), ("/c", "0.8")):
        yield from _series(naming.PERIOD_BURN, f'{_ids("grouped")},route="{route}"', share, now)
    yield from _series(naming.PERIOD_BURN, _ids("stale"), "0.1", now - 600)
    for name, policy in (("recovering", "agreed"), ("recovered-elsewhere", "former")):
        step = f'{naming.SLO_POLICY}="{policy}",{naming.SLO_STEP}="75"'
        yield from _series(naming.POLICY_REACHED, f"{_ids(name)},{step}", "0.7", now)
    for name in (*_SHARES, "grouped"):
        if name not in ("uncounted", "maintained"):
            yield from _series(naming.TOTAL_RATE, _ids(name), "5", now)
    yield from _series(naming.TOTAL_RATE, _ids("stale"), "5", now - 600)
    yield from _series(naming.MAINTENANCE, _ids("maintained"), "1", now)
    firing = 'alertname="PagingDown",alertstate="firing",severity="page",service="paging",pod="a"'
    yield from _series("ALERTS", firing, "1", now)


def _ids(service: str) -> str:
    pairs = zip(naming.IDS, (f"{service}-availability", service, "availability"), strict=True)
    return ",".join(f'{name}="{value}"' for name, value in pairs)


def _series(name: str, labels: str, value: str, now: int) -> list[str]:
    return [f"{name}{{{labels}}} {value} {now - ago}" for ago in range(240, -1, -30)]


@pytest.fixture(scope="module", params=["prometheus", "victoria-metrics"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve it all, by a Prometheus that looks back for an hour, and by VictoriaMetrics."""
    folder: Path = tmp_path_factory.mktemp("gate")
    now = int(time.time())
    lines = sorted(_lines(now), key=lambda line: line.partition("{")[0])
    if request.param == "prometheus":
        blocks(folder, lines)
        with serving(folder, options=("--query.lookback-delta=1h",)) as address:
            yield address
        return
    if shutil.which(request.param) is None:
        pytest.skip("victoria-metrics is not installed")
    with victoria(folder) as address:
        imported(address, lines)
        yield address


def _decision(url: str, name: str) -> Decision:
    service = next(one.service for one in SLOS if one.service.name == name)
    return gate(Access(url=url), CATALOG, service)


VERDICTS = {
    "healthy": "allowed",
    "warned": "allowed",
    "spent": "refused",
    "grouped": "refused",
    "recovering": "refused",
    "recovered-elsewhere": "allowed",
    "stale": "unknown",
    "uncounted": "unknown",
    "maintained": "allowed",
    "absent": "unknown",
    "spoilt": "unknown",
    "paging": "allowed",
    "unguarded": "allowed",
    "lenient": "allowed",
}


@pytest.mark.parametrize("name", VERDICTS)
def test_verdict(url: str, name: str) -> None:
    """Only a step that freezes refuses, and what is old, gone or no number is not known."""
    decision = _decision(url, name)
    found = "refused" if decision.refused else "unknown" if decision.unknown else "allowed"

    assert VERDICTS[name] == found


def test_the_worst_group_counts(url: str) -> None:
    """The group with the highest share is named, and its step is meant."""
    (verdict,) = _decision(url, "grouped").verdicts

    assert ('{route="/b"}', "100") == (verdict.group, verdict.step and verdict.step.label)


def test_a_firing_page_is_told(url: str) -> None:
    """The pages of the service are named with what tells their instances apart."""
    pages = {name: _decision(url, name).pages for name in ("paging", "healthy")}

    assert {"paging": ('PagingDown {pod="a"}',), "healthy": ()} == pages


@pytest.mark.parametrize(("page", "code"), [(True, 1), (False, 0)])
def test_a_page_refuses_where_it_is_asked_to(url: str, page: bool, code: int) -> None:
    """Deploys often mend what pages, so that a page alone refuses only with --page."""
    assert code == _code(_decision(url, "paging"), allow_unknown=False, page=page)


def test_a_server_that_is_gone_is_told() -> None:
    """Nobody knows then, and the reason is named."""
    service = SLOS[0].service
    decision = gate(Access(url=f"http://127.0.0.1:{free_port()}"), CATALOG, service)

    assert ("connection refused" in decision.problem, 1) == (True, len(decision.unknown))


def test_a_query_that_fails_is_told(url: str) -> None:
    """A path that is no query API is an answer of another kind."""
    decision = gate(Access(url=f"{url}/graph"), CATALOG, SLOS[0].service)

    assert ("404" in decision.problem, 1) == (True, len(decision.unknown))


# -- the command ---------------------------------------------------------------------------------

_POLICY = """
policy = BudgetPolicy(steps=[Step(at=50, action="Look."), Step(at=80, action="Stop.", freeze=True)])
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new repository whose SLOs have an error budget policy."""
    folder: Path = tmp_path_factory.mktemp("shop") / "shop"
    start(str(folder), "0")
    slos = folder / "slos" / "api.py"
    text = slos.read_text().replace("import SLO,", "import SLO, BudgetPolicy, Step,")
    first, _, rest = text.partition("\n\navailability")
    rest = rest.replace("SLO(", "SLO(\n    policy=policy,").replace("SLO(", "SLO(", 1)
    slos.write_text(f"{first}\n{_POLICY}\navailability{rest}")
    return folder


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve what is recorded of the repository's SLOs: one is spent, one is not."""
    folder: Path = tmp_path_factory.mktemp("answers")
    now = int(time.time())
    ids = 'sloth_id="api-requests-{0}",sloth_service="api",sloth_slo="requests-{0}"'
    lines: list[str] = []
    for series, values in (
        (naming.TOTAL_RATE, {"availability": "5", "latency": "5"}),
        (naming.PERIOD_BURN, {"availability": "0.93", "latency": "0.1"}),
    ):
        for name, value in values.items():
            lines += _series(series, ids.format(name), value, now)
    blocks(folder, lines)
    with serving(folder) as address:
        yield address


def _o11y(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "observability", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def _gate(shop: Path, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return _o11y("gate", "--root", shop, "--service", "api", "--prometheus", url, *words)


def test_a_spent_budget_ends_with_1(shop: Path, answers: str) -> None:
    """Every SLO is told, and the step that refuses is named."""
    done = _gate(shop, answers)

    assert (1, "") == (done.returncode, done.stderr)
    assert [
        "SLO                    spent  deploys  why",
        "requests-availability   93 %  refused  from 80 % on (default): Stop.",
        "requests-latency        10 %  allowed  below 50 %, the first step of 'default'",
        "deploys of api are refused by the step at 80 % of requests-availability",
    ] == done.stdout.splitlines()


def test_unknown_does_not_excuse_what_is_spent(shop: Path, answers: str) -> None:
    """--allow-unknown changes nothing for a budget that is known to be spent."""
    assert 1 == _gate(shop, answers, "--allow-unknown").returncode


def test_no_answer_ends_with_3(shop: Path) -> None:
    """Unless it is allowed not to know."""
    nobody = f"http://127.0.0.1:{free_port()}"

    assert 3 == _gate(shop, nobody).returncode
    assert 0 == _gate(shop, nobody, "--allow-unknown").returncode


def test_an_unknown_service_ends_with_2(shop: Path, answers: str) -> None:
    """A misspelt name must not let a deploy pass, nor look like a policy's refusal."""
    command = ("gate", "--root", shop, "--service", "apy", "--prometheus", answers)
    done = _o11y(*command, "--allow-unknown")

    assert (2, True) == (done.returncode, "did you mean 'api'?" in done.stderr)


def test_data_for_programs(shop: Path, answers: str) -> None:
    """The same decision as JSON."""
    done = _gate(shop, answers, "--format", "json")
    found = json.loads(done.stdout)

    assert (1, False) == (done.returncode, found["allowed"])
    assert [("refused", "0.93"), ("allowed", "0.1")] == [
        (one["verdict"], one["spent_ratio"]) for one in found["slos"]
    ]


def test_annotations_for_github(shop: Path, answers: str) -> None:
    """What refuses is shown at the line of its SLO."""
    done = _gate(shop, answers, "--format", "github")

    assert done.stdout.startswith("::error file=slos/api.py,line=")
    assert 1 == done.stdout.count("::error")
