"""Pooled rules: the same rules as by service, in files by slot."""

from __future__ import annotations

from observability import SLO, Project, Threshold
from observability.base import naming
from observability.compile.plan import RuleFile
from observability.compile.rules import events_file_name, rule_files, slos_file_name
from observability.model.catalog import Catalog, join
from tests.core_definitions import valid

SLOS = [valid(SLO, name=f"promise-{number}") for number in range(20)]


def _catalog(*, pooled: bool) -> Catalog:
    return join([*SLOS, valid(Threshold)], valid(Project, pooled=pooled))


def _rules(files: tuple[RuleFile, ...]) -> list[str]:
    return sorted(str(rule) for file in files for group in file.groups for rule in group.rules)


def test_no_rule_is_lost_and_none_changed() -> None:
    """Only where they stand differs."""
    apart, pooled = (rule_files(_catalog(pooled=one)) for one in (False, True))

    assert _rules(apart) == _rules(pooled)
    assert {one.name for one in apart} != {one.name for one in pooled}


def test_rules_stand_with_those_of_their_slot() -> None:
    """An SLO's event rates, budget and tickets are in the files of its slot, and nowhere else."""
    catalog = _catalog(pooled=True)
    files = {one.name: one for one in rule_files(catalog)}

    for slo in SLOS:
        own = {slos_file_name(slo, catalog), events_file_name(slo, catalog)}
        assert own == {f"slo-{naming.slot(slo.id)}", f"slo-{naming.slot(slo.id)}.events"}
        assert own == {
            name
            for name, file in files.items()
            for group in file.groups
            for rule in group.rules
            if not name.startswith("slo-windows")
            and slo.name in (rule.labels.get(naming.SLO_NAME), rule.labels.get("slo"))
        }


def test_other_alerts_stay_with_their_service() -> None:
    """They are the service's own; only what SLOs need is pooled."""
    (file,) = (one for one in rule_files(_catalog(pooled=True)) if one.name == "api")

    assert ["api-alerts"] == [one.name for one in file.groups]


def test_there_are_sixteen_files_of_each_kind_at_most() -> None:
    """However many services there are."""
    slos = [valid(SLO, name=f"many-{number}") for number in range(100)]
    files = rule_files(join(slos, valid(Project, pooled=True)))

    assert len([one for one in files if one.name.endswith(".events")]) == 16
    assert len(files) == 16 + 16 + 1
