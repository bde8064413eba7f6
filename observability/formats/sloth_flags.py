"""What Sloth's command line spells in its own small languages: plugins in JSON, labels as pairs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from observability.base.errors import FormatError
from observability.formats.sloth_spec import Plugin

__all__ = ["labels", "plugins"]


def labels(pairs: Iterable[str]) -> dict[str, str]:
    """Return ``key=value`` *pairs* as a mapping; ``key:value`` is taken as well.

    Raises:
        FormatError: If one is no pair.
    """
    found = {}
    for pair in pairs:
        parts = re.split("[:=]", pair, maxsplit=1)
        if len(parts) != 2:
            raise FormatError(f"expected KEY=VALUE got '{pair}'")
        found[parts[0]] = parts[1]
    return found


def plugins(texts: Iterable[str]) -> tuple[Plugin, ...]:
    """Return the plugins declared in *texts*, each ``{"id": …, "config": …, "priority": …}``.

    Raises:
        FormatError: If one is no such JSON.
    """
    return tuple(_plugin(text) for text in texts)


def _plugin(text: str) -> Plugin:
    start = f"could not load cmd plugin json config {text!r}"
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{start}: {error}") from error
    if not isinstance(found, dict):
        raise FormatError(f"{start}: it must be an object")
    data: dict[str, Any] = {str(name).lower(): value for name, value in found.items()}
    name, priority = data.get("id") or "", data.get("priority") or 0
    if not isinstance(name, str) or not isinstance(priority, int):
        raise FormatError(f"{start}: id must be a string, priority a whole number")
    return Plugin(id=name, config=data.get("config"), priority=priority)
