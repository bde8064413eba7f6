"""Bytes of YAML or JSON back to plain data."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["parse"]


def parse(path: str, content: bytes) -> Any:
    """Return what the file at *path* holds; None if it is neither YAML nor JSON, or is damaged."""
    ending = path.rpartition(".")[2]
    if ending == "json":
        return _json(content)
    if ending in {"yml", "yaml"}:
        return _yaml(content)
    return None


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _yaml(content: bytes) -> Any:
    import yaml  # noqa: PLC0415 - as slow to import as Python itself

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(content, loader)  # noqa: S506 - both loaders are safe ones
    except (yaml.YAMLError, ValueError):
        return None
