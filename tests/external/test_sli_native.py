"""Latency from native histograms, fed to a promtool that reads their notation (Prometheus 3)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from observability import SLO, NativeLatency, Project, seconds
from observability.model.catalog import join
from tests.core_definitions import TIMES, valid
from tests.promtool_files import judge, write

NEWER = os.environ.get("PROMTOOL_3", "")
pytestmark = [
    pytest.mark.tool,
    pytest.mark.skipif(not NEWER, reason="PROMTOOL_3 names no promtool of Prometheus 3"),
]
PODS = 'job="api", namespace="shop-prod"'


def _observed(fast: int, slow: int) -> str:
    """A histogram that grows each minute by so many within (0.5s, 1s] and within (1s, 2s]."""
    step = f"{{{{schema:0 sum:{fast + slow} count:{fast + slow} buckets:[{fast} {slow}]}}}}"
    return f"{{{{schema:0 sum:0 count:0 buckets:[0 0]}}}}+{step}x60"


def _near(query: str, value: float) -> dict[str, object]:
    return {
        "expr": f"sum(abs({query} - {value}) < bool 1e-6)",
        "eval_time": "30m",
        "exp_samples": [{"labels": "", "value": 1}],
    }


@pytest.mark.parametrize(
    ("series", "errors", "events"),
    [
        ({"a": (540, 60), "b": (600, 0)}, 1, 20),
        ({"a": (600, 0)}, 0, 10),
        ({"a": (0, 600)}, 10, 10),
        ({"a": (0, 0)}, 0, 0),
    ],
)
def test_the_share_of_slow_events_is_read(
    series: dict[str, tuple[int, int]], errors: int, events: int, tmp_path: Path
) -> None:
    """Slow ones are errors, pods are added up, strangers are not read, silence is no error."""
    slo = valid(SLO, sli=NativeLatency(histogram=TIMES, under=seconds(1)), by=["route"])
    rules = write(join((slo,), valid(Project)), tmp_path) / "rules/api.events.yml"
    given = {
        f'answer_seconds{{{PODS}, route="/pay", pod="{pod}"}}': _observed(*counts)
        for pod, counts in series.items()
    }
    given['answer_seconds{job="other", namespace="shop-prod", route="/pay"}'] = _observed(0, 6000)
    body = {
        "rule_files": [str(rules)],
        "evaluation_interval": "30m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": k, "values": v} for k, v in given.items()],
                "promql_expr_test": [
                    _near('slo:events_total:rate{route="/pay"}', events),
                    _near('slo:events_error:rate{route="/pay"}', errors),
                ],
            }
        ],
    }
    path = tmp_path / "own.yml"
    path.write_text(yaml.safe_dump(body))

    assert "" == judge(NEWER, "test", "rules", path)
