"""The guide's defects: what is generated has none of them, and each would be seen if it had."""

from __future__ import annotations

import pytest

from tests.defects.planted import Defect
from tests.defects.table import DEFECTS

_EACH = pytest.mark.parametrize("defect", DEFECTS, ids=lambda one: one.id)


@_EACH
def test_the_estate_is_free_of(defect: Defect) -> None:
    """What is generated does not have the defect."""
    assert [] == defect.find(defect.files())


@_EACH
def test_it_would_be_seen(defect: Defect) -> None:
    """Planted into a copy of what is generated, the defect is found there, and there only."""
    assert [] != defect.find(defect.spoilt())
    assert [] == defect.find(defect.files())
