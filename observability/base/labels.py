"""Label sets and matchers, with the quoting rules of PromQL in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import attrs

__all__ = ["EMPTY", "Labels", "Matcher", "is_label_name", "is_metric_name", "is_regex", "quote"]

_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_META = re.compile(r"[.\\+*?()\[\]{}|^$]")


def is_label_name(text: str) -> bool:
    """Tell whether every Prometheus and Alertmanager version takes *text* as a label name."""
    return _LABEL.fullmatch(text) is not None


def is_metric_name(text: str) -> bool:
    """Tell whether every Prometheus version takes *text* as a metric name without quotes."""
    return _METRIC.fullmatch(text) is not None


def is_regex(value: str) -> bool:
    """Tell whether *value* has a character with a meaning in a regular expression."""
    return _META.search(value) is not None


def quote(value: str) -> str:
    """Write *value* as a PromQL string literal in double quotes."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@attrs.frozen(init=False, repr=False)
class Labels(Mapping[str, str]):
    """An immutable mapping of label names to values, sorted by name and hashable."""

    _items: tuple[tuple[str, str], ...]

    def __init__(self, labels: Mapping[str, str] | None = None) -> None:
        object.__setattr__(self, "_items", tuple(sorted((labels or {}).items(), key=_name)))

    def __getitem__(self, name: str) -> str:
        for key, value in self._items:
            if key == name:
                return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __or__(self, other: Mapping[str, str]) -> Labels:
        return Labels({**self, **other})

    def __str__(self) -> str:
        inner = ", ".join(f"{name}={quote(value)}" for name, value in self._items)
        return "{" + inner + "}"

    __repr__ = __str__


def _name(item: tuple[str, str]) -> str:
    return str(item[0])  # a wrong definition may have names of several types


EMPTY = Labels()


@attrs.frozen(order=True)
class Matcher:
    """One condition on a label; *op* is one of ``=  !=  =~  !~``."""

    label: str
    op: str
    value: str

    @classmethod
    def of(cls, label: str, value: str) -> Matcher:
        """Match *value* as a regular expression if it is one, else literally."""
        return cls(label, "=~" if is_regex(value) else "=", value)

    def matches(self, value: str) -> bool:
        """Tell whether a label with *value* (empty if absent) satisfies the condition."""
        if self.op in ("=", "!="):
            return (value == self.value) is (self.op == "=")
        return (re.fullmatch(self.value, value) is not None) is (self.op == "=~")

    def __str__(self) -> str:
        return f"{self.label}{self.op}{quote(self.value)}"
