"""The rules of every ruler do what the plain ones do: the proofs of the plan pass over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from observability import Mimir, PrometheusOperator, ThanosRuler, VmAlert
from tests.external.test_slo_features import KINDS
from tests.promtool_files import PROMTOOLS, judge, needs_promtool
from tests.ruler_files import with_ruler, write_proofs

pytestmark = [pytest.mark.slow, pytest.mark.tool, needs_promtool]

# Two kinds have most of what the others have; all of them take minutes.
_QUICK = ("groups", "two periods and calendars")
EVERY_KIND = pytest.mark.parametrize(
    "kind", [one if one in _QUICK else pytest.param(one, marks=pytest.mark.long) for one in KINDS]
)

# What feeds a rule with what the one before it records: in vmalert's files it reads nothing of it.
_RESTS = ", its rates in maintenance"

RULERS = {
    "operator/": PrometheusOperator(),
    "vmalert/": VmAlert(),
    "mimir/anonymous/": Mimir(max_rules_per_group=4),  # few enough that groups are split
}


@pytest.mark.parametrize("folder", RULERS)
@EVERY_KIND
def test_proofs_pass(kind: str, folder: str, tmp_path: Path) -> None:
    """Rules of every kind of promise do what the oracle says, whatever ruler they are for."""
    catalog = with_ruler(KINDS[kind], RULERS[folder])
    path = write_proofs(catalog, folder, tmp_path, _RESTS if folder == "vmalert/" else "\n")

    assert "" == judge(PROMTOOLS[0], "check", "rules", "--lint-fatal", *path.glob("rules/*.yml"))
    assert "" == judge(PROMTOOLS[0], "test", "rules", *sorted(path.glob("tests/*.yml")))


@EVERY_KIND
def test_the_level_above_does_what_one_prometheus_does(kind: str, tmp_path: Path) -> None:
    """What burns above the clusters burns as it would in one: the same stories, the same alerts."""
    path = write_proofs(with_ruler(KINDS[kind], ThanosRuler()), "thanos/ruler/", tmp_path)
    told = [one for one in path.glob("tests/*.yml") if one.stem.endswith((".burn", "windows"))]

    assert told
    assert "" == judge(PROMTOOLS[0], "check", "rules", "--lint-fatal", *path.glob("rules/*.yml"))
    assert "" == judge(PROMTOOLS[0], "test", "rules", *told)


@EVERY_KIND
def test_clusters_count_what_one_prometheus_counts(kind: str, tmp_path: Path) -> None:
    """The event rates of a cluster pass the proofs of the event rates."""
    path = write_proofs(with_ruler(KINDS[kind], ThanosRuler()), "thanos/cluster/", tmp_path)
    told = [one for one in path.glob("tests/*.yml") if one.stem.endswith(".events")]

    assert told
    assert "" == judge(PROMTOOLS[0], "test", "rules", *told)
