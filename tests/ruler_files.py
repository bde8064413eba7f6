"""The rules of one ruler as plain files, with the proofs of the plan, for promtool to judge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import yaml

from observability.compile.project import compile_catalog
from observability.model.catalog import Catalog
from observability.model.ruler import Ruler
from observability.render.document import Document
from observability.render.targets import render
from observability.serialize.bytes import to_bytes

__all__ = ["RECORDED", "bodies", "groups_of", "plain", "with_ruler", "write_proofs"]

RECORDED = "prometheus/rules/"
_SETTINGS = ("partial_response_strategy", "query_offset", "source_tenants")


def with_ruler(catalog: Catalog, *rulers: Ruler) -> Catalog:
    """Return *catalog* with a project that has *rulers*."""
    return attrs.evolve(catalog, project=attrs.evolve(catalog.project, rulers=rulers))


def bodies(catalog: Catalog, folder: str) -> dict[str, Any]:
    """Return what the files below *folder* hold, as a YAML reader sees it, by their names."""
    found = [one for one in render(compile_catalog(catalog)) if one.path.startswith(folder)]
    return {_name(one): yaml.safe_load(to_bytes(one, "/")) for one in found}


def groups_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the groups of a file, or of an object."""
    groups: list[dict[str, Any]] = body.get("spec", body)["groups"]
    return groups


def plain(body: dict[str, Any]) -> dict[str, Any]:
    """Return a file that Prometheus reads: what only another ruler knows is left out."""
    return {
        "groups": [
            {key: value for key, value in group.items() if key not in _SETTINGS}
            for group in groups_of(body)
        ]
    }


def write_proofs(catalog: Catalog, folder: str, path: Path, without: str = "\n") -> Path:
    """Write the rules below *folder* as plain files, and the tests of the plan over them.

    Left out are the cases *without* which it must do: whose names end so.
    """
    rules = {name: plain(body) for name, body in bodies(catalog, folder).items()}
    for name, body in rules.items():
        _dump(path / "rules" / f"{name}.yml", body)
    for name, body in bodies(catalog, "prometheus/tests/").items():
        used = [one.removeprefix("../rules/").removesuffix(".yml") for one in body["rule_files"]]
        there = [one for one in used if one in rules]
        names = [group["name"] for one in there for group in rules[one]["groups"]]
        order = [part for one in body["group_eval_order"] for part in names if _part(part, one)]
        cases = [one for one in body["tests"] if not one["name"].endswith(without)]
        files = [f"../rules/{one}.yml" for one in there]
        _dump(
            path / "tests" / f"{name}.yml",
            {**body, "rule_files": files, "group_eval_order": order, "tests": cases},
        )
    return path


def _part(name: str, whole: str) -> bool:
    """Tell whether the group *name* is *whole*, or a part: whole-1, whole-2, whole-alerts."""
    part = name.removeprefix(f"{whole}-")
    return name == whole or (part != name and (part.isdigit() or part == "alerts"))


def _name(document: Document) -> str:
    return document.path.rpartition("/")[2].rpartition(".")[0]


def _dump(path: Path, body: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(body, sort_keys=False))
