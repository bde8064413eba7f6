"""Groups of rules as go-yaml writes them, without a tree of them: `goyaml.dump`, but faster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from observability.base.natural import naturally
from observability.serialize.goyaml import head, scalar
from observability.sloth.rule import Rule, RuleGroup

__all__ = ["GROUPS", "NO_GROUPS", "RuleWriter", "dump_groups", "groups_document"]

GROUPS = "groups:\n"
"""What stands before the groups of a document."""
NO_GROUPS = "groups: []\n"
"""What stands in a document without any."""
_IN_RULE = "    "
_IN_LABELS = "      "
_IN_VALUE = "        "
_END = "\n"


def dump_groups(groups: Iterable[RuleGroup]) -> str:
    """Return the document that has *groups*, none of which is without rules."""
    return groups_document(RuleWriter().groups(groups))


def groups_document(text: str) -> str:
    """Return the document that has the groups in *text*."""
    return f"{GROUPS}{text}" if text else NO_GROUPS


class RuleWriter:
    """Writes groups of rules as they stand in a document.

    *scalar* is given each value with the column that it starts at and what its further lines
    start with.
    """

    def __init__(self, scalar: Callable[[str, int, str], str] = scalar) -> None:
        self.scalar = scalar

    def groups(self, groups: Iterable[RuleGroup]) -> str:
        """Return the lines of *groups*."""
        return "".join([self._group(group) for group in groups])

    def _group(self, group: RuleGroup) -> str:
        parts = [f"- name: {self.scalar(group.name, 8, _IN_RULE)}\n"]
        if group.interval:
            parts.append(f"  interval: {self.scalar(str(group.interval), 12, _IN_RULE)}\n")
        parts.append("  rules:\n")
        parts += [self._rule(rule) for rule in group.rules]
        return "".join(parts)

    def _rule(self, rule: Rule) -> str:
        text = "  - "
        if rule.record:
            text += f"record: {self.scalar(rule.record, 12, _IN_LABELS)}\n    "
        if rule.alert:
            text += f"alert: {self.scalar(rule.alert, 11, _IN_LABELS)}\n    "
        text += f"expr: {self.scalar(rule.expr, 10, _IN_LABELS)}\n"
        if rule.hold:
            text += f"    for: {self.scalar(str(rule.hold), 9, _IN_LABELS)}\n"
        if rule.labels:
            text += f"    labels:\n{self._texts(rule.labels)}"
        if rule.annotations:
            text += f"    annotations:\n{self._texts(rule.annotations)}"
        return text

    def _texts(self, texts: Mapping[str, str]) -> str:
        names = naturally(frozenset(texts))
        return "".join([self._line(name, texts[name]) for name in names])

    def _line(self, name: str, value: str) -> str:
        start = head(name, _IN_LABELS, _IN_LABELS)
        column = len(start) - start.rfind(_END)
        return f"{start} {self.scalar(value, column, _IN_VALUE)}\n"
