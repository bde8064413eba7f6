"""No proof is vacuous: what is silent in one case fires in another, and all that is named exists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench.everything import everything, write

ESTATE = Path(__file__).parents[3] / "out" / "prometheus"
LEAST = 34
_ALERT = re.compile(r'ALERTS\{alertname="(\w+)"')
_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')


@pytest.fixture(scope="module", params=["estate", "everything"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of prometheus of a project."""
    if request.param == "estate":
        return ESTATE
    return write(everything(), tmp_path_factory.mktemp("everything"))


def _loaded(folder: Path) -> dict[str, Any]:
    return {
        file.name: yaml.load(file.read_text(), yaml.CSafeLoader)
        for file in sorted(folder.glob("*.yml"))
    }


def _rules(project: Path) -> list[dict[str, Any]]:
    files = _loaded(project / "rules").values()
    return [rule for body in files for group in body["groups"] for rule in group["rules"]]


def _verdicts(case: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield each alert that *case* speaks of, and whether it is expected to fire."""
    for one in case.get("alert_rule_test", ()):
        yield one["alertname"], bool(one.get("exp_alerts"))
    for one in case.get("promql_expr_test", ()):
        for alert in _ALERT.findall(one["expr"]):
            yield alert, bool(one.get("exp_samples"))


def test_silence_has_a_firing_twin(project: Path) -> None:
    """Each alert that is expected silent is expected to fire in another case of the same file."""
    found: list[tuple[str, str]] = []
    for name, body in _loaded(project / "tests").items():
        told = {verdict for case in body["tests"] for verdict in _verdicts(case)}
        found += [(name, alert) for alert, fires in told if not fires and (alert, True) not in told]

    assert [] == found


def test_every_alert_is_proven_both_ways(project: Path) -> None:
    """Each alert of the rules fires in some case and is silent in another, if it ever is."""
    cases = [case for body in _loaded(project / "tests").values() for case in body["tests"]]
    told = {verdict for case in cases for verdict in _verdicts(case)}
    alerts = {rule["alert"]: rule["expr"] for rule in _rules(project) if "alert" in rule}
    always = {(name, False) for name, expr in alerts.items() if expr == "vector(1)"}

    assert {(alert, fires) for alert in alerts for fires in (True, False)} - always == told


def test_every_series_exists(project: Path) -> None:
    """Each series that a proof feeds or asks for is recorded or read by a rule, or a stranger."""
    rules = _rules(project)
    known = {rule["record"] for rule in rules if "record" in rule} | {"ALERTS"}
    for rule in rules:
        told = _QUOTED.sub("", rule["expr"]) + " ".join(rule.get("annotations", {}).values())
        known |= set(_NAME.findall(told))
    unknown = set()
    for body in _loaded(project / "tests").values():
        for case in body["tests"]:
            fed = {one["series"].partition("{")[0] for one in case.get("input_series", ())}
            asked = {
                name
                for one in case.get("promql_expr_test", ())
                for name in _NAME.findall(re.sub(r"\{[^{}]*\}", "", _QUOTED.sub("", one["expr"])))
                if ":" in name
            }
            unknown |= {one for one in fed | asked if one not in known and "stranger" not in one}

    assert set() == unknown


def test_enough_checkpoints(project: Path) -> None:
    """The alerts of each SLO are looked at thirty-four times or more."""
    slos = {
        f"{rule['labels']['sloth_service']}.burn.yml {rule['labels']['sloth_slo']}"
        for rule in _rules(project)
        if rule.get("record") == "slo:error_budget:ratio"
    }
    counts: Counter[str] = Counter()
    for name, body in _loaded(project / "tests").items():
        for case in body["tests"]:
            counts[f"{name} {case['name'].partition(':')[0]}"] += len(list(_verdicts(case)))

    assert {} == {slo: counts[slo] for slo in slos if counts[slo] < LEAST}
