"""Files for Thanos: plain ones for the clusters, with a strategy for the ruler above."""

from __future__ import annotations

import pytest

from observability import SLO, Project, ThanosRuler
from observability.model.catalog import join
from tests.core_definitions import valid
from tests.ruler_files import bodies


@pytest.mark.parametrize("strategy", ["abort", "warn"])
def test_groups_of_the_ruler_have_a_strategy(strategy: str) -> None:
    """Thanos alone knows the field; a cluster's Prometheus would refuse it."""
    ruler = ThanosRuler(partial_response=strategy)
    catalog = join([valid(SLO)], valid(Project, rulers=[ruler]))
    above, below = (bodies(catalog, f"thanos/{level}/") for level in ("ruler", "cluster"))

    assert {strategy} == {
        group["partial_response_strategy"] for one in above.values() for group in one["groups"]
    }
    assert {"name", "interval", "rules"} == {
        key for one in below.values() for group in one["groups"] for key in group
    }


def test_names_of_groups_are_unique_above() -> None:
    """Two groups of one name in one file are refused."""
    catalog = join([valid(SLO, healing=True)], valid(Project, rulers=[ThanosRuler()]))
    names = [g["name"] for one in bodies(catalog, "thanos/ruler/").values() for g in one["groups"]]

    assert len(names) == len(set(names))
