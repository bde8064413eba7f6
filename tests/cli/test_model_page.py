"""observability.cli.model: the page about definitions is current and complete."""

from __future__ import annotations

from pathlib import Path

import observability
from observability.cli.model import text

PAGE = Path(__file__).resolve().parents[2] / "docs" / "model.md"


def test_the_page_is_what_the_docstrings_say() -> None:
    """A changed docstring changes the page in the same commit: run `make docs`."""
    assert text() == PAGE.read_text(encoding="utf-8")


def test_every_public_name_has_an_entry() -> None:
    """What can be imported is explained."""
    headings = {line[3:] for line in text().splitlines() if line.startswith("## ")}

    assert set(observability.__all__) == headings
