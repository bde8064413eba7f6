"""What Prometheus makes of the labels of a target.

Source: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["relabelled"]

_GROUP = re.compile(r"\$(?:(\d+)|\{(\d+)\}|(\$))")


def relabelled(labels: Mapping[str, str], steps: Iterable[dict[str, Any]]) -> dict[str, str] | None:
    """Return *labels* after all *steps*, or None if one of them drops the target."""
    current = dict(labels)
    for step in steps:
        action = step.get("action", "replace")
        separator = step.get("separator", ";")
        value = separator.join(current.get(name, "") for name in step.get("source_labels", ()))
        found = re.fullmatch(str(step.get("regex", "(.*)")), value, re.DOTALL)
        if (action == "keep" and not found) or (action == "drop" and found):
            return None
        if action == "replace" and found:
            _replace(current, step, found)
        elif action in ("labelmap", "labeldrop", "labelkeep"):
            current = _mapped(current, step, action)
    return current


def _replace(labels: dict[str, str], step: dict[str, Any], found: re.Match[str]) -> None:
    target = _expanded(step["target_label"], found)
    value = _expanded(step.get("replacement", "$1"), found)
    if value:
        labels[target] = value
    else:
        labels.pop(target, None)


def _mapped(labels: dict[str, str], step: dict[str, Any], action: str) -> dict[str, str]:
    matches = {name: re.fullmatch(str(step.get("regex", "(.*)")), name) for name in labels}
    if action == "labelmap":
        template = step.get("replacement", "$1")
        extra = {_expanded(template, one): labels[name] for name, one in matches.items() if one}
        return labels | extra
    kept = action == "labelkeep"
    return {name: value for name, value in labels.items() if bool(matches[name]) is kept}


def _expanded(template: str, found: re.Match[str]) -> str:
    """Return *template* with ``$1`` and ``${1}`` filled in; ``$$`` is a dollar."""

    def fill(one: re.Match[str]) -> str:
        if one[3]:
            return "$"
        index = int(one[1] or one[2])
        return found[index] or "" if index <= len(found.groups()) else ""

    return _GROUP.sub(fill, template)
