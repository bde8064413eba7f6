"""The proofs of error budget policies, run by promtool: they pass, and they would fail."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from observability import SLO, Availability, BudgetPolicy, Project, Step, days
from observability.model.catalog import Catalog, join
from tests.core_definitions import REQUESTS, valid
from tests.promtool_files import PROMTOOLS, judge, needs_promtool, write

pytestmark = [pytest.mark.tool, needs_promtool]
EVERY = pytest.mark.parametrize("promtool", PROMTOOLS)

POLICY = BudgetPolicy(
    steps=[
        Step(at=25, action="Look at the alerts."),
        Step(at=50, action="Repairs go first."),
        Step(at=75, action="Plan nothing else.", ticket=False),
        Step(at=100, action="Deploy nothing but repairs.", freeze=True),
    ]
)
STRICT = BudgetPolicy(
    name="strict", steps=[Step(at=12.5, action="Look."), Step(at=120, action="Stop.", freeze=True)]
)


def _catalog(*slos: SLO) -> Catalog:
    return join(slos, valid(Project, budget_policy=POLICY, retention=days(100)))


GROUPED = Availability(total=REQUESTS, failed={"code": "5.."})
KINDS = {
    "one policy": _catalog(valid(SLO)),
    "two policies": _catalog(valid(SLO), valid(SLO, name="other", policy=STRICT)),
    "a week": _catalog(valid(SLO, period=days(7))),
    "a quarter": _catalog(valid(SLO, period=days(90))),
    "a low objective": _catalog(valid(SLO, objective=20)),
    "groups": _catalog(valid(SLO, by=["route"], sli=GROUPED)),
}


def _cases(folder: Path) -> list[Path]:
    """Leave only the cases about policies in the test files: the others are tried elsewhere."""
    kept = []
    for path in sorted(folder.glob("tests/*.yml")):
        body = yaml.safe_load(path.read_text())
        body["tests"] = [one for one in body["tests"] if _is_policy(one["name"])]
        if body["tests"]:
            path.write_text(yaml.safe_dump(body))
            kept.append(path)
    return kept


def _is_policy(name: str) -> bool:
    return "of the budget" in name or name.split(":", maxsplit=1)[0] in (POLICY.name, STRICT.name)


@EVERY
@pytest.mark.parametrize("kind", KINDS)
def test_policies_do_what_they_say(promtool: str, kind: str, tmp_path: Path) -> None:
    """Each step is told when it is reached, and is over when the period is."""
    folder = write(KINDS[kind], tmp_path)
    cases = _cases(folder)

    assert ["api.burn.yml", "slo-windows.yml"] == [one.name for one in cases]
    assert "" == judge(promtool, "check", "rules", "--lint-fatal", *folder.glob("rules/*.yml"))
    assert "" == judge(promtool, "test", "rules", *cases)


ON_IDS = "and on (sloth_id, sloth_service, sloth_slo) slo:error_budget:ratio"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("slo-windows.yml", "ratio >= 0.5\n", "ratio >= 0.51\n"),
        ("slo-windows.yml", "ratio >= 0.5\n", "ratio >= 0.49\n"),
        ("slo-windows.yml", "ratio >= 0.45\n", "ratio >= 0.49\n"),
        ("slo-windows.yml", "ratio >= 0.9\n", "ratio >= 0.8\n"),
        ("slo-windows.yml", "ignoring (slo_policy, slo_step)", "ignoring (slo_step)"),
        ("slo-windows.yml", 'reached{slo_policy="default", slo_step="50"}', "reached"),
        ("slo-windows.yml", f'{ON_IDS}{{slo_policy="default"}}', ON_IDS),
        ("slo-windows.yml", '{slo_policy="strict"}', '{slo_policy="default"}'),
        ("slo-windows.yml", "slo_step: '75'", "slo_step: '76'"),
        ("slo-windows.yml", "slo_policy: strict", "slo_policy: default"),
        ("api.yml", "25|50|100", "25|100"),
        ("api.yml", "25|50|100", "25|50|75|100"),
        ("api.yml", "slo_policy: strict", "slo_policy: default"),
    ],
)
def test_broken_policies_are_noticed(file: str, old: str, new: str, tmp_path: Path) -> None:
    """A proof that can not fail proves nothing."""
    folder = write(KINDS["two policies"], tmp_path)
    rules = folder / "rules" / file
    before = rules.read_text()
    rules.write_text(before.replace(old, new))

    assert before != rules.read_text()
    assert "" != judge(PROMTOOLS[0], "test", "rules", *_cases(folder))
