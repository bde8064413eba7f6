"""SLOs of specs as a file of definitions in Python."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping

import attrs

from observability.base.duration import Duration
from observability.base.naming import is_dns_label
from observability.base.quantity import number
from observability.compile.imported import Declared, declared, kept_labels, left_out
from observability.model.alert_windows import BurnPair
from observability.model.calendar import Calendar
from observability.model.foreign import ForeignSLO
from observability.serialize.python import call, identifier, listed, mapped, quoted
from observability.slo.windows import PERIOD

__all__ = ["Home", "definitions"]

_DAY, _WIDTH, _LINE = 86_400_000, 86, 88


@attrs.frozen(kw_only=True)
class Home:
    """Where a service is defined: ``from <module> import <variable>``; *known* are its metrics."""

    module: str
    variable: str
    known: tuple[str, ...] = ()


# Texts and comments, in which a word is no name.
_WORDS = re.compile(
    r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|^#.*$', re.MULTILINE
)


def definitions(
    slos: tuple[ForeignSLO, ...], home: Home, rest: tuple[str, ...], origin: str
) -> str:
    """Return a file with *slos*, which are of one service; *rest* says what is not in it.

    *origin* names the specs that they come from.
    """
    taken = {home.variable}
    kept = tuple(slo for slo in slos if is_dns_label(slo.name))
    metrics = [one for one in declared(kept) if one.name not in home.known]
    blocks = [_metric(one, home, _free(identifier(one.name), taken)) for one in metrics]
    windows = {slo.windows.name: slo for slo in kept if slo.windows}
    tables = {name: _free(identifier(name), taken) for name in windows}
    blocks += [_windows(windows[name], variable) for name, variable in tables.items()]
    named = [(slo, _free(identifier(slo.name), taken)) for slo in kept]
    blocks += [_slo(slo, home, variable, tables) for slo, variable in named]
    notes = [*rest, *(_unnamed(slo) for slo in slos if not is_dns_label(slo.name))]
    imports = [
        _import(_imports(blocks)),
        f"from {home.module} import {home.variable}",
        "",
    ]
    head = [
        f'"""What {slos[0].service.name} promises, imported from {origin}."""',
        "",
        *(imports if kept else ()),
    ]
    tail = (
        [*([""] if kept else []), *_comment(["Not imported:", *(f"- {one}" for one in notes)])]
        if notes
        else []
    )
    return "\n".join([*head, *blocks, *tail]) + "\n"


def _unnamed(slo: ForeignSLO) -> str:
    return f"{slo.id} ({slo.source}): its name is no DNS label, and another would end its history."


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _imports(blocks: list[str]) -> list[str]:
    text = "\n".join(blocks)
    kinds = ("SLO", "AlertWindows", "BurnPair", "Calendar", "Counter", "Histogram", "Queries")
    names = (*kinds, "Severity", "days", "hours", "minutes", "ms")
    bare = _WORDS.sub("", text)
    return [name for name in names if re.search(rf"(?<![\w.]){name}[(.]", bare)]


def _import(names: list[str]) -> str:
    flat = f"from observability import {', '.join(names)}"
    if len(flat) <= _LINE:
        return flat
    return "\n".join(["from observability import (", *(f"    {one}," for one in names), ")"])


def _metric(metric: Declared, home: Home, variable: str) -> str:
    arguments = {"service": home.variable, "name": quoted(metric.name)}
    note: list[str] = []
    if metric.is_histogram:
        bounds = [_milliseconds(one) for one in metric.buckets or (Duration(1000),)]
        arguments["buckets"] = f"[{', '.join(bounds)}]"
        note = ["The buckets that the queries name; add the others."]
        if not metric.buckets:
            note = ["No query names a bucket: write those that there are."]
    if metric.labels:
        arguments["labels"] = listed(metric.labels)
    kind = "Histogram" if metric.is_histogram else "Counter"
    return "\n".join([*_comment(note), f"{variable} = {call(kind, arguments)}"])


def _milliseconds(length: Duration) -> str:
    return f"ms({length.milliseconds})"


def _windows(slo: ForeignSLO, variable: str) -> str:
    """The windows of *slo*; their name stands in the rules, so it is one of the service alone."""
    windows = slo.windows
    pairs = [_pair(pair) for pair in windows.pairs] if windows else []
    given = {
        "name": quoted(f"{slo.service.name}-{windows.name if windows else ''}"),
        "pairs": "\n".join(["[", *(f"    {one}," for one in pairs), "]"]),
    }
    return f"{variable} = {call('AlertWindows', given)}"


def _pair(pair: BurnPair) -> str:
    severity = f"Severity.{pair.severity.name}"
    lengths = f"long={_minutes(pair.long)}, short={_minutes(pair.short)}"
    return f"BurnPair(severity={severity}, budget={number(pair.budget)}, {lengths})"


def _minutes(length: Duration) -> str:
    for unit, size in (("days", _DAY), ("hours", 3_600_000)):
        if not length.milliseconds % size:
            return f"{unit}({length.milliseconds // size})"
    return f"minutes({length.milliseconds // 60_000})"


def _slo(slo: ForeignSLO, home: Home, variable: str, tables: Mapping[str, str]) -> str:
    described = slo.description.strip() or f"{slo.name} of {slo.service.name}."
    if "\n" in described:
        described = " ".join(described.split())
    queries = {"errors": quoted(slo.sli.errors), "total": quoted(slo.sli.total)}
    arguments = {
        "service": home.variable,
        "name": quoted(slo.name),
        "objective": number(slo.objective),
        "sli": call("Queries", queries),
        "description": quoted(described),
    }
    if not slo.page:
        arguments["page"] = "False"
    if not slo.ticket:
        arguments["ticket"] = "False"
    if slo.by:
        arguments["by"] = listed(slo.by)
    if slo.period != PERIOD:
        arguments["period"] = f"days({slo.period.milliseconds // _DAY})"
    if slo.windows:
        arguments["windows"] = tables[slo.windows.name]
    if slo.calendars:
        arguments["also"] = f"[{', '.join(_calendar(one) for one in slo.calendars)}]"
    if kept_labels(slo):
        arguments["labels"] = mapped(kept_labels(slo))
    left = left_out(slo)
    comment = _comment(["Left out:", *(f"- {one}" for one in left)]) if left else []
    return "\n".join([*comment, f"{variable} = {call('SLO', arguments)}"])


def _calendar(calendar: Calendar) -> str:
    zone = f', utc_offset="{calendar.utc_offset}"' if calendar.shift else ""
    return f'Calendar(unit="{calendar.unit}"{zone})'


def _comment(sentences: list[str]) -> list[str]:
    lines = [line for one in sentences for line in _wrapped(one)]
    return [f"# {line}" for line in lines]


def _wrapped(sentence: str) -> list[str]:
    words = " ".join(sentence.split())
    return textwrap.wrap(
        words,
        _WIDTH,
        break_long_words=False,
        break_on_hyphens=False,
        subsequent_indent="  " if words.startswith("- ") else "",
    )
