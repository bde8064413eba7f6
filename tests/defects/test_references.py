"""Whatever a generated object refers to is generated as well."""

from __future__ import annotations

import pytest

from tests.defects.planted import Defect
from tests.defects.references import REFERENCES

_EACH = pytest.mark.parametrize("reference", REFERENCES, ids=lambda one: one.id)


@_EACH
def test_every_reference_leads_somewhere(reference: Defect) -> None:
    """In all files together, nothing is missing."""
    assert [] == reference.find(reference.files())


@_EACH
def test_a_missing_end_would_be_seen(reference: Defect) -> None:
    """With the end taken away, the reference is found."""
    assert [] != reference.find(reference.spoilt())
