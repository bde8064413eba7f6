"""A way to compute SLOs in Prometheus: rule files, and the same rules one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import attrs

Number = int | float
_NUMBERS = re.compile(
    r"service-?\d+-?|(?<=requests)-?\d+(?=-|FastBurn|SlowBurn|NoData|$)", re.IGNORECASE
)


@attrs.frozen
class Rule:
    """A rule as the rule manager sees it: what it asks and how often, in seconds."""

    every: Number
    query: str
    record: str = attrs.field(default="", kw_only=True)
    alert: str = attrs.field(default="", kw_only=True)
    labels: Mapping[str, str] = attrs.field(factory=dict, kw_only=True)

    @property
    def kind(self) -> str:
        """What it is, whichever SLO it is for."""
        return kind(self.record or self.alert, self.labels)


@attrs.frozen(kw_only=True)
class Design:
    """Rules under a name; *files* is what Prometheus loads, *rules* is what stands in them."""

    name: str
    files: Mapping[str, bytes]
    rules: tuple[Rule, ...]

    def write(self, folder: Path) -> None:
        """Write the rule files into *folder*."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)


def kind(name: str, labels: Mapping[str, str]) -> str:
    """Return *name* without the service; two rules of one name are told apart by their labels."""
    own = labels.get("sloth_severity", "") if ":" not in name else ""
    return f"{_NUMBERS.sub('', name)} {own}".strip()
