"""The estate on real servers: everything is measured while all is well, and every alert fires."""

from __future__ import annotations

import shutil
from pathlib import Path

import attrs
import pytest

from tests.demo.acts import down, faults, health
from tests.demo.promise import promised
from tests.demo.stage import staged
from tests.demo.twin import hastened
from tests.grafana_boards import ROOT, estate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.tool,
    pytest.mark.skipif(
        not (shutil.which("prometheus") and shutil.which("prometheus-alertmanager")),
        reason="prometheus or prometheus-alertmanager is not installed",
    ),
]

_FIRING = 'ALERTS{alertstate="firing"}'


@attrs.define
class Run:
    """What was seen: while all was well, and in the end."""

    firing: list[str] = attrs.field(factory=list)
    unreached: list[str] = attrs.field(factory=list)
    lacking: list[str] = attrs.field(factory=list)
    failing_since: float = 0.0
    fired: dict[str, float] = attrs.field(factory=dict)
    told: dict[str, tuple[float, str]] = attrs.field(factory=dict)
    unheard: list[str] = attrs.field(factory=list)
    open: list[str] = attrs.field(factory=list)
    failures: list[str] = attrs.field(factory=list)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Play the three acts: health, faults, silence."""
    found = Run()
    with staged(estate(), Path(ROOT) / "out", tmp_path_factory.mktemp("demo")) as stage:
        health(stage, print)
        found.firing = [one["metric"]["alertname"] for one in stage.query(_FIRING)]
        found.unreached = [one["metric"]["job"] for one in stage.query("up == 0")]
        found.lacking = stage.lacking
        found.failing_since = stage.passed()
        faults(stage, print)
        down(stage, print)
        found.fired, found.told, found.unheard = stage.fired, stage.told, stage.unheard
        found.open, found.failures = [str(one) for one in stage.open], stage.failures()
    return found


def test_nothing_fires_while_all_is_well(run: Run) -> None:
    """Only the heartbeat."""
    assert ["Watchdog"] == run.firing


def test_every_target_of_the_configuration_answers(run: Run) -> None:
    """Every job finds its pods among the manifests, and scrapes them where they listen."""
    assert [] == run.unreached


def test_every_panel_has_data_while_all_is_well(run: Run) -> None:
    """No query is empty that should not be."""
    assert [] == run.lacking


def test_every_panel_has_data_in_the_end(run: Run) -> None:
    """What is empty while all is well, by design, is not once all fails."""
    assert [] == run.open


def test_no_rule_ever_fails(run: Run) -> None:
    """Neither while services fail, nor while nobody answers."""
    assert [] == run.failures


def test_every_alert_fires(run: Run) -> None:
    """Each alert of the estate, in a real Prometheus."""
    assert sorted(one.alert for one in estate().alerts) == sorted(run.fired)


def test_somebody_hears_of_every_alert(run: Run) -> None:
    """It reaches its receiver, or a declared inhibition by one that did is the reason why not."""
    assert [] == run.unheard


def test_pages_fire_in_the_computed_time(run: Run) -> None:
    """A total failure fires within what is computed for the intervals that are used here."""
    limits = promised(hastened(estate()))

    assert {} == _late(limits, run.fired, run.failing_since)


def test_pages_reach_a_receiver_in_the_computed_time(run: Run) -> None:
    """What of a total failure is told is told within what `o11y slo show` promises."""
    told = {name: after for name, (after, _) in run.told.items()}
    limits = {name: most for name, most in promised(estate()).items() if name in told}

    assert limits  # the others are inhibited, as told above
    assert {} == _late(limits, told, run.failing_since)


def _late(limits: dict[str, float], came: dict[str, float], since: float) -> dict[str, str]:
    """Return what did not come within its limit, in seconds after *since*."""
    took = {name: came.get(name, float("inf")) - since for name in limits}
    return {
        name: f"{took[name]:.0f} s, not {most:.0f} s"
        for name, most in limits.items()
        if took[name] > most
    }
