"""Proofs of what hangs on a date, or on hours without data: they pass, and each of them can fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from observability import SLO, Maintenance, Project, Reset, days, hours
from observability.model.catalog import Catalog, join
from tests.core_definitions import valid
from tests.promtool_files import PROMTOOLS, judge, needs_promtool, write

pytestmark = [pytest.mark.slow, pytest.mark.tool, needs_promtool]

AT, RESET = 1_796_000_400, 1_795_514_400
ONCE = Maintenance(reason="move", start="2026-11-30T01:00+00:00", length=hours(1))
DAILY = Maintenance(reason="x", start="2026-11-30T01:00+00:00", length=hours(1), every=days(1))
RESETS = [Reset(at="2026-11-24T10:00+00:00", reason="Agreed after the move.")]


def _catalog(*slos: SLO, pooled: bool = False) -> Catalog:
    return join(slos, valid(Project, pooled=pooled))


KINDS = {
    "maintenance": _catalog(valid(SLO, maintenance=[ONCE])),
    "pooled": _catalog(valid(SLO, maintenance=[ONCE], resets=RESETS), pooled=True),
    "daily": _catalog(valid(SLO, maintenance=[DAILY]), valid(SLO, name="not")),
    "resets": _catalog(valid(SLO, resets=RESETS), valid(SLO, name="not")),
    "healing": _catalog(valid(SLO, healing=True), valid(SLO, name="not")),
}


def _dated(folder: Path) -> list[Path]:
    """Return the proofs that this is about: those of moments, of healing, and of event rates."""
    told = re.compile(r"slo-.*\.\d{8}T\d{6}Z|.*\.(?:healing|events)")
    return [one for one in sorted(folder.glob("tests/*.yml")) if told.fullmatch(one.stem)]


@pytest.mark.parametrize("kind", KINDS)
def test_proofs_pass(kind: str, tmp_path: Path) -> None:
    """At every second at which something changes."""
    folder = write(KINDS[kind], tmp_path)

    assert "" == judge(PROMTOOLS[-1], "test", "rules", *_dated(folder))


@pytest.mark.parametrize(
    ("kind", "file", "old", "new"),
    [
        ("maintenance", "api.events.yml", f">= {AT}", f">= {AT + 1}"),
        ("maintenance", "api.events.yml", f">= {AT}", f">= {AT - 1}"),
        ("maintenance", "api.events.yml", f"< {AT + 3735}", f"< {AT + 3734}"),
        ("maintenance", "api.events.yml", f"< {AT + 3735}", f"< {AT + 3736}"),
        ("maintenance", "api.events.yml", "  unless on ()", "  and on ()"),
        ("daily", "api.events.yml", "% 86400", "% 43200"),
        ("daily", "api.events.yml", "< 3735", "< 3736"),
        ("resets", "slo-windows.yml", f">= {RESET}", f">= {RESET + 1}"),
        ("resets", "slo-windows.yml", f">= {RESET}", f">= {RESET - 1}"),
        ("resets", "slo-windows.yml", f"< {RESET + 600}", f"< {RESET + 601}"),
        ("resets", "slo-windows.yml", r"@ (\d+)", r"@ 1\g<1>"),
        ("healing", "api.events.yml", r"\* 0.05", "* 0.08"),
        ("healing", "api.events.yml", "clamp_min", "clamp_max"),
    ],
)
def test_a_broken_date_is_noticed(kind: str, file: str, old: str, new: str, tmp_path: Path) -> None:
    """A second too early, a second too late, twice as often."""
    folder = write(KINDS[kind], tmp_path)
    rules = folder / "rules" / file
    before = rules.read_text()
    pattern = old if "\\" in old else re.escape(old)
    rules.write_text(re.sub(pattern, new, before))

    assert before != rules.read_text()
    assert "" != judge(PROMTOOLS[0], "test", "rules", *_dated(folder))
