"""Custom resources against their schemas: ours are always there, their makers' may be absent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from observability.model.catalog import Catalog
from tests.custom_resources import OURS, THEIRS, faults, is_custom, judged
from tests.edge_files import gateway_objects, kong
from tests.kubernetes_catalog import estate, objects
from tests.mesh_catalog import edged, meshed


def _custom(of: Callable[[], Catalog]) -> dict[str, dict[str, Any]]:
    every = objects(of()) | gateway_objects(of())
    return {path: one for path, one in every.items() if is_custom(one)}


@pytest.mark.parametrize("of", [meshed, edged, estate])
def test_objects_match_our_schema(of: Callable[[], Catalog]) -> None:
    """What we write are the fields that we mean to write, each with a value of its kind."""
    found = {path: faults(OURS, one) for path, one in _custom(of).items()}

    assert found
    assert {} == {path: wrong for path, wrong in found.items() if wrong}


@pytest.mark.skipif(not THEIRS.is_dir(), reason=f"no schemas of the makers at {THEIRS}")
@pytest.mark.parametrize("of", [meshed, edged, estate])
def test_objects_match_the_makers_schema(of: Callable[[], Catalog]) -> None:
    """The custom resource definitions themselves know every field."""
    found = {path: faults(THEIRS, one) for path, one in _custom(of).items()}

    assert [] in found.values()
    assert {} == {path: wrong for path, wrong in found.items() if wrong}


@pytest.mark.parametrize("of", [edged, estate])
def test_kong_is_told_what_it_reads(of: Callable[[], Catalog]) -> None:
    """The declarative configuration has the fields of Kong's format, and no others."""
    found = kong(of())

    assert found
    assert [] == [fault for one in found for fault in judged("kong/declarative_3", one)]


def test_schema_sees_an_unknown_field() -> None:
    """The judge is awake: a field of long ago is found."""
    (rule,) = (one for path, one in _custom(meshed).items() if "web/destinationrule" in path)
    rule["spec"]["trafficPolicy"]["outlierDetection"]["consecutiveErrors"] = 5

    assert ["$.spec.trafficPolicy.outlierDetection"] == [
        fault.partition(":")[0] for fault in faults(OURS, rule) or []
    ]
