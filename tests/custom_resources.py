"""Schemas of custom resources: ours, of the fields that we write; and those of their makers."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.kubernetes_catalog import ROOT

OURS = Path(__file__).parent / "schemas"
THEIRS = ROOT.parent / "shared" / "crd-schemas"
_HEAD = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {}}


def is_custom(one: dict[str, Any]) -> bool:
    """Tell whether *one* is judged by a schema of ours."""
    return _path(OURS, one).is_file()


@cache
def _validator(path: Path) -> Draft202012Validator:
    schema = json.loads(path.read_text(encoding="utf-8"))
    schema["properties"] = _HEAD | schema["properties"]
    return Draft202012Validator(_strict(schema))


def _strict(schema: Any) -> Any:
    """Return *schema* with every field forbidden that it does not name."""
    if isinstance(schema, list):
        return [_strict(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    deep = {name: _strict(one) for name, one in schema.items()}
    open_ = "x-kubernetes-preserve-unknown-fields" in deep or "additionalProperties" in deep
    if isinstance(deep.get("properties"), dict) and "type" in deep and not open_:
        deep["additionalProperties"] = False
    return deep


def faults(folder: Path, one: dict[str, Any]) -> list[str] | None:
    """Return what the schema in *folder* has against *one*; None if it holds no such schema."""
    path = _path(folder, one)
    if not path.is_file():
        return None
    return [f"{e.json_path}: {e.message}" for e in _validator(path).iter_errors(one)]


def judged(name: str, body: dict[str, Any]) -> list[str]:
    """Return what our schema *name* has against *body*, which is no Kubernetes object."""
    schema = _strict(json.loads((OURS / f"{name}.json").read_text(encoding="utf-8")))
    found = Draft202012Validator(schema).iter_errors(body)
    return [f"{error.json_path}: {error.message}" for error in found]


def _path(folder: Path, one: dict[str, Any]) -> Path:
    group, _, version = one["apiVersion"].partition("/")
    return folder / group / f"{one['kind'].lower()}_{version}.json"
