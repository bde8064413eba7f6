"""What rules have recorded, in numbers, as promtool has computed it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from observability.base.labels import Labels
from tests.promtool_files import PROMTOOLS, judge

__all__ = ["samples"]

_PAIR = r'(\w+)="((?:\\.|[^"\\])*)"'
_GOT = re.compile(rf"\{{((?:{_PAIR},? ?)*)\}} ([-+0-9.E]+)")


def samples(
    folder: Path,
    query: str,
    *,
    rules: Mapping[str, Any],
    series: Mapping[str, Sequence[float]],
    step: int,
    at: int,
) -> dict[Labels, float]:
    """Return what *query* yields *at* seconds after *series* begin, under the files *rules*.

    The files are evaluated every *step* seconds in their order, but alerts last.
    """
    folder.mkdir()
    for name, body in rules.items():
        (folder / f"{name}.yml").write_text(yaml.safe_dump(body))
    groups = [group for body in rules.values() for group in body["groups"]]
    alerting = [one for one in groups if any("alert" in rule for rule in one["rules"])]
    order = [one["name"] for one in (*(g for g in groups if g not in alerting), *alerting)]
    given = [
        {"series": name, "values": " ".join(f"{value:g}" for value in values)}
        for name, values in series.items()
    ]
    asked = {"expr": query, "eval_time": f"{at}s", "exp_samples": []}
    body = {
        "rule_files": [f"{name}.yml" for name in rules],
        "evaluation_interval": f"{step}s",
        "group_eval_order": order,
        "tests": [{"interval": f"{step}s", "input_series": given, "promql_expr_test": [asked]}],
    }
    (folder / "test.yaml").write_text(yaml.safe_dump(body))
    told = judge(PROMTOOLS[0], "test", "rules", folder / "test.yaml")
    _, _, got = told.partition("got:")
    found = {
        Labels(dict(re.findall(_PAIR, one[1]))): float(one[one.lastindex or 0])
        for one in _GOT.finditer(got)
    }
    assert found, told
    return found
