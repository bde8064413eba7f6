"""The estate on real servers: everything is measured while all is well, and every alert fires."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from observability.base.naming import FAST_BURN
from observability.compile.delay import delay
from observability.slo.burn import time_to_fire
from observability.slo.windows import PAGE
from tests.demo.acts import down, faults, health
from tests.demo.stage import staged
from tests.grafana_boards import BODIES, ROOT, estate, expressions, ready

pytestmark = [
    pytest.mark.slow,
    pytest.mark.tool,
    pytest.mark.skipif(
        not (shutil.which("prometheus") and shutil.which("prometheus-alertmanager")),
        reason="prometheus or prometheus-alertmanager is not installed",
    ),
]

# What is empty while all is well, by design; and the burndown, which wants a range.
_QUIET = (
    "alerts",
    "alerts over time",
    "budget burndown",
    "budget left, other periods",
    "budget spent in",
    "open alerts",
    "slos by budget left",
    "steps of the error budget policy",
    "targets down",
)


@attrs.define
class Run:
    """What was seen: while all was well, and in the end."""

    firing: list[str] = attrs.field(factory=list)
    empty: list[str] = attrs.field(factory=list)
    failures: list[str] = attrs.field(factory=list)
    failing_since: float = 0.0
    fired: dict[str, float] = attrs.field(factory=dict)
    unheard: list[str] = attrs.field(factory=list)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Play the three acts: health, faults, silence."""
    found = Run()
    with staged(estate(), Path(ROOT) / "out", tmp_path_factory.mktemp("demo")) as stage:
        health(stage, lambda _: None)
        found.firing = [one["metric"]["alertname"] for one in stage.query(_FIRING)]
        found.empty = [
            f"{uid}: {title}"
            for uid, body in BODIES.items()
            for title, expr in expressions(body)
            if not title.lower().endswith(_QUIET)
            and not stage.query(ready(expr, "learning-orchestrator", "requests-availability"))
        ]
        found.failing_since = stage.passed()
        faults(stage, lambda _: None)
        down(stage, lambda _: None)
        stage.look()
        found.fired, found.failures = stage.fired, stage.failures()
        found.unheard = sorted(stage.fired.keys() - stage.told.keys() - stage.held.keys())
    return found


_FIRING = 'ALERTS{alertstate="firing"}'


def test_nothing_fires_while_all_is_well(run: Run) -> None:
    """Only the heartbeat."""
    assert ["Watchdog"] == run.firing


def test_every_dashboard_has_data_while_all_is_well(run: Run) -> None:
    """No query is empty that should not be."""
    assert [] == run.empty


def test_no_rule_ever_fails(run: Run) -> None:
    """Neither while services fail, nor while nobody answers."""
    assert [] == run.failures


def test_every_alert_fires(run: Run) -> None:
    """Each alert of the estate, in a real Prometheus."""
    assert sorted(one.alert for one in estate().alerts) == sorted(run.fired)


def test_somebody_hears_of_every_alert(run: Run) -> None:
    """It reaches its receiver, or another alert that did is the reason why not."""
    assert [] == run.unheard


def test_pages_come_in_the_computed_time(run: Run) -> None:
    """A total failure pages within what `o11y slo show` promises."""
    plan = estate()
    late = []
    for slo in (one for one in plan.catalog.slos if one.page):
        pair = slo.table.of(PAGE)[0]
        failing = time_to_fire(pair, slo.budget, Decimal(1))
        assert failing is not None
        most = failing.seconds + delay(plan, slo, pair).seconds
        took = run.fired[slo.alert(FAST_BURN)] - run.failing_since
        if took > most:
            late.append(f"{slo.id}: {took:.0f} s, not {most:.0f} s")

    assert [] == late
