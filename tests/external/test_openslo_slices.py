"""Budgets of time slices, as Prometheus computes them from the queries that are made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from observability.formats.detect import read_all
from observability.serialize.yaml import dump
from tests.promtool_files import PROMTOOLS, judge, needs_promtool

_SLO = """\
apiVersion: openslo/v1
kind: SLO
metadata: {name: web}
spec:
  service: shop
  budgetingMethod: METHOD
  indicator: {spec: {ratioMetric: {counter: true,
    PART: {metricSource: {type: Prometheus, spec: {query: 'sum(part)'}}},
    total: {metricSource: {type: Prometheus, spec: {query: 'sum(events)'}}}}}}
  objectives: [{target: 0.9, timeSliceTarget: 0.95, timeSliceWindow: 1m}]
"""
# Four scrapes a minute: ten good minutes, five with a tenth of errors, five without traffic.
_EVENTS = "0+25x60 1500x20"
_BAD = "0x39 0+2.5x20 50x20"
_GOOD = "0+25x39 1000+22.5x20 1450x20"
_EXPECTED = {
    ("Timeslices", "bad", _BAD): 5 / 15,
    ("Timeslices", "good", _GOOD): 5 / 15,
    ("RatioTimeslices", "bad", _BAD): 5 * 0.1 / 15,
    ("RatioTimeslices", "good", _GOOD): 5 * 0.1 / 15,
    ("Timeslices", "bad", ""): 0,  # no error was ever counted
    ("Timeslices", "good", ""): 1,  # nor anything good
}


@needs_promtool
@pytest.mark.parametrize(("given", "expected"), _EXPECTED.items())
def test_slices_are_judged_one_by_one(
    given: tuple[str, str, str], expected: float, tmp_path: Path
) -> None:
    """Each minute weighs the same, whatever its traffic; one without traffic is none."""
    method, part, values = given
    text = _SLO.replace("METHOD", method).replace("PART", part)
    raw = read_all({"a.yml": text.encode()}).groups[0].slos[0].sli.raw
    assert raw is not None
    query = raw.error_ratio_query.replace("{{.window}}", "20m")
    series = [{"series": "events", "values": _EVENTS}]
    series += [{"series": "part", "values": values}] if values else []
    asked = {
        "expr": f"round({query}, 0.000001)",
        "eval_time": "20m",
        "exp_samples": [{"labels": "{}", "value": round(expected, 6)}],
    }
    test = {"interval": "15s", "input_series": series, "promql_expr_test": [asked]}
    file = tmp_path / "test.yml"
    file.write_text(dump({"tests": [test]}))

    assert "" == judge(PROMTOOLS[0], "test", "rules", file)
