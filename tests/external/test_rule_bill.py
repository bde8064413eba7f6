"""The samples that the generated rules read, counted by Prometheus, beside the Sloth shape."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

RULE_BILL = Path(__file__).parents[2] / "bench" / "rule_bill.py"
PROGRAMS = ("prometheus", "promtool")

pytestmark = [
    pytest.mark.tool,
    pytest.mark.skipif(
        any(shutil.which(one) is None for one in PROGRAMS),
        reason="prometheus and promtool are not both on PATH",
    ),
]


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Count the samples at 40 series an SLO."""
    folder = tmp_path_factory.mktemp("bill")
    words = [str(RULE_BILL), "--quick", "--json", "--folder", str(folder)]
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    (sized,) = json.loads(done.stdout)["sized"]
    return {"Sloth shape": sized["samples"][0], "ours": sized["samples"][1]}


def test_a_250th_of_the_samples_is_read(bill: dict[str, Any]) -> None:
    """At 40 series an SLO and a scrape every 30 seconds the rules read little of what Sloth's do."""
    assert bill["Sloth shape"]["per_second"] > 250 * bill["ours"]["per_second"]


def test_long_windows_are_not_read_from_scrapes(bill: dict[str, Any]) -> None:
    """Only the event rates read scraped series: each the two minutes of its range."""
    read = bill["ours"]["by_kind"]

    assert [40 * 4 / 30, 20 * 4 / 30] == pytest.approx(
        [read["slo:events_total:rate"], read["slo:events_error:rate"]]
    )
