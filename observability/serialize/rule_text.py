"""Rule files in parts: how they begin, how a group begins, and rules, which may come from afar."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from observability.compile.plan import AlertingRule, RecordingRule, RuleGroup
from observability.render import rules
from observability.serialize.bytes import heading
from observability.serialize.yaml import head, items

__all__ = ["file_head", "opening", "rule_texts"]


def file_head(title: str, files: Iterable[str]) -> str:
    """Return all that stands before the groups in a file called *title*, made from *files*."""
    return head(heading(title, files)) + "groups:\n"


def opening(group: RuleGroup) -> str:
    """Return all that stands before the rules of *group*."""
    bare = items([rules.group(attrs.evolve(group, rules=()))], "")
    return bare.removesuffix(" []\n") + "\n"


def rule_texts(some: Iterable[RecordingRule | AlertingRule]) -> str:
    """Return the lines of *some* rules of a group."""
    return items(map(rules.commented, some), "  ")
