"""Bodies of documents as plain data: what a reader of the file would see."""

from __future__ import annotations

from typing import Any

from observability.render.document import Commented

__all__ = ["dicts", "plain"]


def plain(value: Any) -> Any:
    """Return *value* without its comments."""
    if isinstance(value, Commented):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def dicts(value: Any) -> list[dict[str, Any]]:
    """Return the mappings in the list *value*, without their comments; a lack of it is empty."""
    items = [one.value if isinstance(one, Commented) else one for one in value or ()]
    return [one for one in items if isinstance(one, dict)]
