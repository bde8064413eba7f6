"""The cases of this repository: what the engine makes of each is what is committed beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from observability import app_sloth
from observability.app_sloth import Specs
from observability.sloth.generate import Options

CASES = Path(__file__).resolve().parents[2] / "sloth_cases"


@pytest.mark.parametrize("name", ["shapes", "object", "openslo"])
def test_rules_are_the_same_byte_for_byte(name: str) -> None:
    """Each spec yields its rules: folding, quotes, order of keys, blocks, numbers, plugins."""
    made = app_sloth.generate_specs(
        Specs(path=str(CASES / f"{name}.yml")),
        "-",
        Options(version="v0.16.0"),
        recordings=True,
        alerts=True,
        multi_document=False,
    )

    assert (CASES / f"{name}.rules.yml").read_text(encoding="utf-8") == made.text
