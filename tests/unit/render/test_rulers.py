"""Rulers: what a project asks for is beside the plain files, which stay as they are."""

from __future__ import annotations

import pytest

from observability import SLO, Mimir, Project, PrometheusOperator, ThanosRuler, Threshold, VmAlert
from observability.compile.project import compile_catalog
from observability.lint import engine
from observability.model.catalog import Catalog, join
from observability.model.ruler import Ruler
from observability.render.targets import render
from observability.serialize.bytes import to_bytes
from tests.core_definitions import valid

RULERS: dict[str, Ruler] = {
    "operator": PrometheusOperator(),
    "mimir": Mimir(),
    "thanos": ThanosRuler(),
    "vmalert": VmAlert(),
}


def _catalog(*rulers: Ruler) -> Catalog:
    return join([valid(SLO), valid(Threshold)], valid(Project, rulers=rulers))


def _files(*rulers: Ruler) -> dict[str, bytes]:
    return {one.path: to_bytes(one, "/") for one in render(compile_catalog(_catalog(*rulers)))}


@pytest.mark.parametrize("folder", RULERS)
def test_a_ruler_adds_its_folder_and_changes_nothing(folder: str) -> None:
    """Every other file is the same, byte for byte."""
    without, found = _files(), _files(RULERS[folder])

    assert without == {path: found[path] for path in without}
    assert {folder} == {path.partition("/")[0] for path in found.keys() - without.keys()}


@pytest.mark.parametrize("folder", RULERS)
def test_the_lints_find_nothing_new(folder: str) -> None:
    """Rules that are written a second time are no duplicates."""
    usual, catalog = _catalog(), _catalog(RULERS[folder])
    findings = [
        {
            (one.rule, one.message, one.path)
            for one in engine.run(each, render(compile_catalog(each)))
        }
        for each in (usual, catalog)
    ]

    assert findings[0] == findings[1]
