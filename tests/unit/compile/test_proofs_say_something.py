"""The proofs as they are shipped: no case passes because it asks for nothing."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from observability.io.load import load
from observability.lint.series import producers
from observability.model.catalog import Catalog
from observability.promql.parser import uses
from tests.external.test_slo_features import KINDS
from tests.promtool_files import write

_ROOT = Path(__file__).parents[3]
_BUILT_IN = {"ALERTS", "up"}


@cache
def _catalog(kind: str) -> Catalog:
    if kind != "the estate":
        return KINDS[kind]
    catalog = load(str(_ROOT)).catalog
    assert catalog is not None
    return catalog


@pytest.fixture(scope="module", params=["the estate", *KINDS])
def rendered(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Catalog, dict[str, Any], dict[str, Any]]:
    """A catalog, its files of rules and its files of tests, by their paths."""
    catalog = _catalog(request.param)
    folder = write(catalog, tmp_path_factory.mktemp("rendered"))
    rules, tests = (
        {one.name: yaml.load(one.read_bytes(), yaml.CSafeLoader) for one in folder.glob(files)}
        for files in ("rules/*.yml", "tests/*.yml")
    )
    return catalog, rules, tests


Rendered = tuple[Catalog, dict[str, Any], dict[str, Any]]


def _claims(test: dict[str, Any]) -> list[tuple[str, bool]]:
    """Return the alerts that *test* asks about, and whether it expects them."""
    alerts = [
        (one["alertname"], bool(one["exp_alerts"])) for one in test.get("alert_rule_test", ())
    ]
    for one in test.get("promql_expr_test", ()):
        for use in uses(one["expr"]):
            names = [m.value for m in use.matchers if m.label == "alertname" and m.op == "="]
            if use.metric == "ALERTS":
                alerts += [(name, bool(one["exp_samples"])) for name in names]
    return alerts


def test_each_silence_has_a_firing_twin(rendered: Rendered) -> None:
    """An alert that a file expects to be silent fires in another case of the file."""
    lonely: list[tuple[str, str]] = []
    for path, file in rendered[2].items():
        claims = [claim for test in file["tests"] for claim in _claims(test)]
        firing = {name for name, fires in claims if fires}
        lonely += [(path, name) for name, fires in claims if not fires and name not in firing]

    assert [] == sorted(set(lonely))


def test_each_alert_that_is_asked_about_exists(rendered: Rendered) -> None:
    """A silence of an alert that no rule defines would pass for ever."""
    _, rules, tests = rendered
    groups = [group for file in rules.values() for group in file["groups"]]
    defined = {rule["alert"] for group in groups for rule in group["rules"] if "alert" in rule}
    cases = [test for file in tests.values() for test in file["tests"]]

    assert [] == sorted({name for test in cases for name, _ in _claims(test)} - defined)


def test_each_series_is_recorded_or_declared(rendered: Rendered) -> None:
    """What a test feeds or asks for is what a rule records or a service declares."""
    catalog, rules, tests = rendered
    groups = [group for file in rules.values() for group in file["groups"]]
    recorded = {rule["record"] for group in groups for rule in group["rules"] if "record" in rule}
    known = recorded | set(producers(catalog)) | _BUILT_IN
    named: set[str] = set()
    for test in (test for file in tests.values() for test in file["tests"]):
        texts = [one["series"] for one in test.get("input_series", ())]
        texts += [one["expr"] for one in test.get("promql_expr_test", ())]
        named |= {use.metric for text in texts for use in uses(text) if use.metric}

    assert [] == sorted(named - known)


def test_each_slo_has_thirty_four_checkpoints(rendered: Rendered) -> None:
    """Whatever its objective, its table and its period."""
    catalog, _, tests = rendered
    asked = Counter(
        name for file in tests.values() for test in file["tests"] for name, _ in _claims(test)
    )
    few = {
        slo.id: found
        for slo in catalog.slos
        if (found := sum(asked[slo.alert(f"{kind}Burn")] for kind in ("Fast", "Slow"))) < 34
    }

    assert {} == few
