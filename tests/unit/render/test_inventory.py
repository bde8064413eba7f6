"""The inventory: each row leads to what it says, and no row of the guide is forgotten."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from observability.model.inventory import Inventory
from tests.kubernetes_catalog import ROOT, estate
from tests.stack_files import everything

GUIDE = ROOT.parent / "shared/reference/manifests.md"
_NUMBERS = {
    "1.1": ("Diagram",),
    "1.2": ("Kubernetes objects",),
    "1.3": ("Observability",),
    "1.4": ("Infrastructure and delivery",),
    "1.5": ("Promised and absent",),
}
_ROW = re.compile(r"\|([^|]+)\|")
_LINES = re.compile(r"(\d+)\N{EN DASH}(\d+)")
_BULLET = re.compile(r'- (?:TOC item 7 )?[*`"]*([^*`",:(]+)')


def _inventory() -> tuple[Inventory, ...]:
    return estate().inventory


def _places() -> list[tuple[str, str]]:
    return [place for part in _inventory() for row in part.rows for place in row.places]


@cache
def _read(path: str) -> Any:
    text = everything()[path].decode()
    if path.endswith(".json"):
        return json.loads(text)
    return yaml.safe_load(text) if path.endswith((".yml", ".yaml")) else text


def _named(path: str, what: str) -> bool:
    """Return whether the file at *path* has *what*, as a reader of the file finds it."""
    kind, _, name = what.partition("/")
    body = _read(path)
    if path.endswith(".tf"):
        words = " ".join(f'"{one}"' for one in name.split("."))
        return f"{kind} {words} {{" in body
    if path.endswith(".md"):
        return re.search(rf"^#+ {re.escape(name)}$", body, re.MULTILINE) is not None
    if path.endswith(".json"):
        return name in [one["title"] for one in body["panels"]]
    if "apiVersion" in body and "kind" in body:
        return (kind, name) == (body["kind"], body["metadata"]["name"])
    return name in set(_names(body))


def _names(body: Any) -> Iterator[str]:
    match body:
        case dict():
            for key, value in body.items():
                yield key
                yield from [value] if isinstance(value, str) else _names(value)
        case list():
            for one in body:
                yield from _names(one)
        case _:
            return


def test_every_place_is_there() -> None:
    """A path that exists, and in that file an object of that kind and name."""
    assert [] == [one for one in _places() if one[0] not in everything() or not _named(*one)]


def test_a_place_that_is_not_there_would_be_noticed() -> None:
    """The twin: another name, kind or heading is not found."""
    wrong = [
        ("kubernetes/production/kong/service.yaml", "Service/king"),
        ("kubernetes/production/kong/service.yaml", "Deployment/kong"),
        ("terraform/quizmentor-prod/network.tf", "module/vcp"),
        ("runbooks/scaling.md", "section/Fewer nodes"),
        ("prometheus/rules/kafka.yml", "alert/KafkaDow"),
        ("grafana/dashboards/services/service-kong.json", "panel/Rat"),
    ]

    assert [] == [one for one in wrong if _named(*one)]


def test_every_decision_is_a_page() -> None:
    """What is left out or otherwise has a page that says why."""
    decisions = {row.decision for part in _inventory() for row in part.rows if row.decision}

    assert [] == [one for one in sorted(decisions) if not (ROOT / one).is_file()]


def test_the_page_has_every_row() -> None:
    """What is defined is on the page, with links that lead to files of the output."""
    page = everything()["inventory.md"].decode()
    linked = set(re.findall(r"\]\(([^)]+)\)", page))
    kept = {one for one in linked if one.startswith("../")}

    assert [] == [r.row for part in _inventory() for r in part.rows if f"| {r.row} |" not in page]
    assert set() == (linked - kept) - set(everything())
    assert all((ROOT / "out" / one).resolve().is_file() for one in kept)


def test_the_page_is_linked() -> None:
    """Whoever reads about the estate finds it."""
    assert "(inventory.md)" in everything()["architecture.md"].decode()
    assert "(../out/inventory.md)" in (ROOT / "docs/estate.md").read_text()


def _asked(text: str) -> Iterator[tuple[str, str]]:
    """Yield the section and the name of each row of the guide's inventory."""
    section = ""
    for line in text.splitlines():
        if line.startswith("### "):
            section = line.split()[1]
        elif line.startswith("## 2"):
            return
        elif section in _NUMBERS and (row := _ROW.match(line)):
            name = row[1].strip()
            if name not in ("Box", "Lines") and not name.startswith("---"):
                yield section, _LINES.sub(r"lines \1 to \2", name)
        elif section == "1.5" and (bullet := _BULLET.match(line)):
            yield section, bullet[1].strip()


@pytest.mark.skipif(not GUIDE.is_file(), reason="the guide's inventory is not beside the checkout")
def test_no_row_of_the_guide_is_missing() -> None:
    """Each row of the guide's inventory is a row here, in the same order of parts."""
    rows = {part.name: [row.row for row in part.rows] for part in _inventory()}
    asked = list(_asked(Path(GUIDE).read_text(encoding="utf-8")))
    missing = [one for one in asked if not any(one[1] in rows[n] for n in _NUMBERS[one[0]])]
    counted = sum(map(len, rows.values()))

    assert [] == missing
    assert len(asked) == counted
