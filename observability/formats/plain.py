"""YAML to plain data."""

from __future__ import annotations

from typing import Any

from observability.base.errors import FormatError

__all__ = ["read_yaml"]


def read_yaml(text: str) -> Any:
    """Return the one document in *text*; None if it is empty.

    Raises:
        FormatError: If it is no YAML.
    """
    import yaml  # noqa: PLC0415 - slow to import, and rarely needed

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise FormatError(f"this is no YAML: {error}") from error
