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
    "10m": "1h", "12h": "2h", "1w": "1d", "4w": "1d", "90d": "1d", "31d": "1d", "92d": "1d",
    "3h": "1h",
}  # fmt: skip

_WINDOW = f"({'|'.join(_OTHER)})"

_CHANGES: tuple[tuple[str, str, Change], ...] = (
    ("threshold doubled", r"\* ([\d.]+)(?=,)", lambda m: f"* {float(m[1]) * 2:g}"),
    ("threshold halved", r"\* ([\d.]+)(?=,)", lambda m: f"* {float(m[1]) / 2:g}"),
    ("other window read", rf"ratio_rate{_WINDOW}\b",
     lambda m: f"ratio_rate{_OTHER[m[1]]}"),
    ("range changed", rf"\[{_WINDOW}\]", lambda m: f"[{_OTHER[m[1]]}]"),
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
    ("ceiling lowered", r",\s+0\.8", lambda _: ", 0.0001"),
    ("ceiling dropped", r"clamp_max", lambda _: "clamp_min"),
    ("floor dropped", r"clamp_min", lambda _: "clamp_max"),
    ("least doubled", r"(?<=> )[1-9]\d*\.5(?=\))", lambda m: f"{float(m[0]) * 2:g}"),
    ("least dropped", r"(?<=> )[1-9]\d*\.5(?=\))", lambda _: "0"),
    ("unless to and", r"\bunless\b", lambda _: "and"),
    ("and to unless", r"\band\b", lambda _: "unless"),
    ("label dropped", r"\b(on|ignoring|by|without) \((\w+)(?:, ([^)]*))?\)",
     lambda m: f"{m[1]} ({m[3] or ''})"),
    ("label dropped", r"\b(on|ignoring|by|without) \(([^)]*), (\w+)\)",
     lambda m: f"{m[1]} ({m[2]})"),
    ("calendar renamed", r'(?<=count_values\(")\w+|(?<=")slo_calendar(?=",)', lambda m: f"{m[0]}x"),
    ("offset turned", r"(?<=time\(\) )[-+](?= \d)", lambda m: "+" if m[0] == "-" else "-"),
    ("offset dropped", r"(?<=time\(\)) [-+] \d+", lambda _: ""),
    ("month to year", r"\bmonth\(", lambda _: "year("),
    ("repetition halved", r"(?<=% )\d{3,}", lambda m: f"{int(m[0]) // 2}"),
    ("factor doubled", r"(?<=\* )\d+\b(?![.,])", lambda m: f"{int(m[0]) * 2}"),
    ("bound raised", r"(?<=[<>]) (\d{3,})\b|(?<=[<>]=) (\d{3,})\b",
     lambda m: f" {int(m[0]) + 43_000}"),
    ("moment moved", r"(?<=@ )\d+", lambda m: f"{int(m[0]) - 300}"),
    ("step moved up", r"(?<=>= )(0\.\d+|1)\b", lambda m: f"{float(m[0]) * 1.1:g}"),
    ("step moved down", r"(?<=>= )(0\.\d+|1)\b", lambda m: f"{float(m[0]) * 0.9:g}"),
    ("rounded", r"0\.00000001", lambda _: "0.01"),
    ("other shard", r'(?<=slo_slot=~")[^"]*', lambda m: _turned(m[0])),
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
            if text != expr:
                yield f"{what} ({place}: {' '.join(found[0].split())})", rule | {"expr": text}
    for place, text in enumerate(_without_operands(expr), 1):
        yield f"operand dropped ({place})", rule | {"expr": text}


def _without_operands(expr: str) -> Iterator[str]:
    """Yield *expr* without the right side of each set operator, and without the left of each or."""
    for found in re.finditer(r"\b(and|or|unless)\b", expr):
        first, last = _reach(expr, found.start(), -1), _reach(expr, found.end(), 1)
        yield expr[: found.start()] + expr[last:]
        if found[0] == "or":
            yield expr[:first] + " " + expr[found.end() :]


def _reach(expr: str, place: int, step: int) -> int:
    """Return where the operand ends that begins at *place* and goes to the left or the right."""
    opening, closing = ("([{", ")]}") if step > 0 else (")]}", "([{")
    depth, at = 0, place
    while 0 < at < len(expr):
        sign = expr[at] if step > 0 else expr[at - 1]
        depth += (sign in opening) - (sign in closing)
        beside = expr[at:] if step > 0 else expr[:at]
        word = r"(or|and|unless)\b" if step > 0 else r".*\bor\Z"
        other = re.match(word, beside, re.DOTALL)
        if depth < 0 or (depth == 0 and (sign == "," or (other and at != place))):
            return at
        at += step
    return at


def _turned(slots: str) -> str:
    return "[0-7]" if slots == "[8-f]" else "[8-f]"


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
