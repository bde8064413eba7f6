"""The ways in which a generated rule can be broken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Rule = dict[str, Any]
Change = Callable[[re.Match[str]], str]


class Mutant(NamedTuple):
    """One rule of one file, changed in one place; None: taken out."""

    group: int
    rule: int
    what: str
    body: Rule | None


_OTHER = {
    "2m": "10m", "5m": "30m", "30m": "2h", "1h": "6h",
    "2h": "5m", "6h": "1h", "1d": "3d", "3d": "6h", "30d": "1d",
}  # fmt: skip

_CHANGES: tuple[tuple[str, str, Change], ...] = (
    ("threshold doubled", r"\* (14\.4|6|3|1)(?=,)", lambda m: f"* {float(m[1]) * 2:g}"),
    ("threshold halved", r"\* (14\.4|6|3|1)(?=,)", lambda m: f"* {float(m[1]) / 2:g}"),
    ("other window read", r"ratio_rate(5m|30m|1h|2h|6h|1d|3d|30d)\b",
     lambda m: f"ratio_rate{_OTHER[m[1]]}"),
    ("range changed", r"\[(2m|5m|30m|1h|2h|6h|1d|3d|30d)\]", lambda m: f"[{_OTHER[m[1]]}]"),
    ("comparison turned", r"(?<=[)\s])> ", lambda _: "< "),
    ("comparison turned", r"(?<=[)\s])< (?!Inf)", lambda _: "> "),
    ("and to or", r"\band\b", lambda _: "or"),
    ("or to and", r"\bor\b", lambda _: "and"),
    ("matcher turned", r'(?<=\w)=~?(?=")', lambda m: "!~" if "~" in m[0] else "!="),
    ("value changed", r'(?<==")[^"]+(?=")', lambda m: f"{m[0]}x"),
    ("matcher dropped", r'(?<=[{ ])[a-z_]+(?:=~|!=|=)"[^"]*"(?:, )?', lambda _: ""),
    ("errors for total", r"events_total", lambda _: "events_error"),
    ("total for errors", r"events_error", lambda _: "events_total"),
    ("minus to plus", r"(?<=[)\s])-(?=\s)", lambda _: "+"),
    ("window label kept", r"max without \(sloth_window\)", lambda _: "max without (none)"),
    ("fallback dropped", r"\s+or vector\(0\)", lambda _: ""),
    ("constant changed", r"vector\(([\d.]+)\)", lambda m: f"vector({float(m[1]) * 3:g})"),
    ("ceiling lowered", r", 0\.8", lambda _: ", 0.0001"),
    ("sum to max", r"\bsum\b(?! without)", lambda _: "max"),
    ("join laid open", r"max by \([^)]*\) \((slo:[a-z_:]+)\)", lambda m: m[1]),
    ("sum to mean", r"sum_over_time", lambda _: "max_over_time"),
    ("limit moved", r"(?<=[<>] )(0\.\d+|[1-9]\d*(?:\.\d+)?)$", lambda m: f"{float(m[1]) * 1.5:g}"),
    ("hold dropped", r"(?s)\s+or \(\s+\(slo:alert:.*\Z", lambda _: ""),
)  # fmt: skip


def mutants(group: int, index: int, rule: Rule) -> Iterator[Mutant]:
    """Yield each change of *rule*: in its expression, its labels, its timing; and its absence."""
    title = rule.get("alert") or f"{rule['record']}{_few(rule.get('labels', {}))}"
    for what, body in (*_expressions(rule), *_labels(rule), *_timing(rule)):
        yield Mutant(group, index, f"{title}: {what}", body)
    yield Mutant(group, index, f"{title}: taken out", None)


def _few(labels: dict[str, str]) -> str:
    return f"{{{labels.get('sloth_slo', labels.get('sloth_window', ''))}}}"


def _expressions(rule: Rule) -> Iterator[tuple[str, Rule]]:
    expr = rule["expr"]
    for what, pattern, change in _CHANGES:
        for place, found in enumerate(re.finditer(pattern, expr), 1):
            text = expr[: found.start()] + change(found) + expr[found.end() :]
            yield f"{what} ({place}: {found[0].strip()})", rule | {"expr": text}


def _labels(rule: Rule) -> Iterator[tuple[str, Rule]]:
    for label, value in rule.get("labels", {}).items():
        yield f"label {label} changed", rule | {"labels": rule["labels"] | {label: f"{value}x"}}
    if "alert" in rule:
        other = "ticket" if rule["labels"]["severity"] == "page" else "page"
        labels = rule["labels"] | {"severity": other}
        yield "severity swapped", rule | {"labels": labels}


def _timing(rule: Rule) -> Iterator[tuple[str, Rule]]:
    if "alert" not in rule:
        return
    yield "for added", rule | {"for": "45m"}
    if "for" in rule:
        yield "for dropped", {key: value for key, value in rule.items() if key != "for"}
