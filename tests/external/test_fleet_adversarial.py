"""What one SLO's series may look like at their worst: the other SLOs do not notice.

Every rule of the files for all SLOs is tried, whatever it records: promtool computes all series of
the SLOs that were left alone, with and without the attack on another.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from observability import SLO, Calendar, Project, days
from observability.base.labels import Labels
from observability.model.catalog import Catalog, join
from tests.core_definitions import valid
from tests.promtool_files import needs_promtool, write
from tests.promtool_samples import samples

pytestmark = [pytest.mark.tool, needs_promtool]

_STEP = 60
_COUNT = 130
_NAN, _INF = float("nan"), float("inf")
_INPUTS = ("slo:events_total:rate", "slo:events_error:rate", "slo:error_budget:ratio")
_SERVED = "slo:events_total:rate", "slo:events_error:rate"
_ATTACKED = valid(SLO, name="attacked")
_ALONE = (
    valid(SLO, name="usual"),
    valid(SLO, name="periods", also=[days(7), Calendar()]),
    valid(SLO, name="week", period=days(7)),
    valid(SLO, name="healed", healing=True),
)


def _catalog(shards: int) -> Catalog:
    return join((_ATTACKED, *_ALONE), valid(Project, shards=shards))


def _series(slo: SLO, name: str, more: Mapping[str, str] | None = None) -> str:
    pairs = {**dict(slo.keys), **(more or {})}
    return name + "{" + ", ".join(f'{key}="{value}"' for key, value in pairs.items()) + "}"


def _healthy() -> dict[str, list[float]]:
    return {
        _series(slo, name): [value] * _COUNT
        for slo in (_ATTACKED, *_ALONE)
        for name, value in zip(_SERVED, (100.0, 30.0), strict=True)
    }


def _with(
    value: float, *names: str, more: Mapping[str, str] | None = None
) -> dict[str, list[float]]:
    return {_series(_ATTACKED, name, more): [value] * _COUNT for name in names}


ATTACKS: dict[str, dict[str, list[float]]] = {
    "a second replica records everything": _with(50, *_INPUTS, more={"replica": "b"}),
    "a second ruler's label on the totals": _with(50, _INPUTS[0], more={"ruler": "b"}),
    "a second ruler's label on the errors": _with(50, _INPUTS[1], more={"ruler": "b"}),
    "a second budget": _with(0.5, _INPUTS[2], more={"owner": "b"}),
    "a label of the rules' own": _with(50, *_INPUTS, more={"slo_period": "30d"}),
    "another slot": _with(50, *_SERVED, more={"slo_slot": "0", "owner": "b"}),
    "no numbers": _with(_NAN, *_SERVED),
    "no number of events": _with(_NAN, _INPUTS[0]),
    "endless": _with(_INF, *_SERVED),
    "negative": _with(-5, *_SERVED),
    "more errors than events": _with(1e9, _INPUTS[1]),
    "a hostile name": _with(50, *_SERVED, more={"sloth_slo": 'a\\"} or vector(1) # ${x} \\n'}),
}


def _recorded(
    folder: Path, catalog: Catalog, series: dict[str, list[float]]
) -> dict[Labels, float]:
    """Return all that the rules have recorded of the SLOs that were left alone."""
    written = write(catalog, folder)
    files = [*sorted(written.glob("rules/slo-windows*.yml")), written / "rules" / "api.yml"]
    query = (
        'label_replace({__name__=~"slo:.+", sloth_id!="", sloth_id!="api-attacked"},'
        ' "record", "$1", "__name__", "(.+)")'
    )
    return samples(
        folder / "run",
        query,
        rules={one.stem: yaml.safe_load(one.read_text()) for one in files},
        series=series,
        step=_STEP,
        at=(_COUNT - 5) * _STEP,
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[Labels, float]]:
    """What is recorded when nobody is attacked, by the number of shards."""
    return {
        shards: _recorded(tmp_path_factory.mktemp("undisturbed"), _catalog(shards), _healthy())
        for shards in (1, 4)
    }


@pytest.mark.parametrize("shards", [1, 4])
@pytest.mark.parametrize("attack", ATTACKS)
def test_other_slos_do_not_notice(
    attack: str, shards: int, undisturbed: dict[int, dict[Labels, float]], tmp_path: Path
) -> None:
    """Each rule records for the other SLOs what it would have recorded anyway."""
    found = _recorded(tmp_path, _catalog(shards), _healthy() | ATTACKS[attack])

    assert undisturbed[shards] == found


@pytest.mark.parametrize("shards", [1, 4])
def test_each_rule_is_tried(
    shards: int, undisturbed: dict[int, dict[Labels, float]], tmp_path: Path
) -> None:
    """What the rules for all SLOs record is there to be compared: no attack passes for want of it."""
    written = write(_catalog(shards), tmp_path)
    files = written.glob("rules/slo-windows*.yml")
    groups = [group for file in files for group in yaml.safe_load(file.read_text())["groups"]]
    told = {dict(labels)["record"] for labels in undisturbed[shards]}

    assert {rule["record"] for group in groups for rule in group["rules"]} <= told


def test_shards_keep_history(undisturbed: dict[int, dict[Labels, float]]) -> None:
    """Four shards count events and guard budgets under the names and labels of one shard.

    Of periods that are not an SLO's own, a shard records those that its SLOs have in common.
    """
    one, four = (_kept(undisturbed[shards]) for shards in (1, 4))

    assert one == four


def _kept(recorded: dict[Labels, float]) -> dict[Labels, float]:
    kept = ("slo:events_", "slo:alert:", "slo:period_error_budget_remaining:")
    return {key: value for key, value in recorded.items() if dict(key)["record"].startswith(kept)}


@pytest.mark.parametrize(
    "changed",
    [{"labels": {"owner": "b"}}, {"objective": 99.5}, {"description": "Payments go through."}],
    ids=["label", "objective", "description"],
)
def test_a_change_keeps_what_was_counted(changed: dict[str, Any], tmp_path: Path) -> None:
    """Events and windows are recorded as before, so the budget goes on with the same events."""
    before, after = (
        write(join([valid(SLO, **more)], valid(Project)), tmp_path / name) / "rules"
        for name, more in (("before", {"labels": {"owner": "a"}}), ("after", changed))
    )

    for file in ("slo-windows.yml", "api.events.yml"):
        assert (before / file).read_text() == (after / file).read_text()
