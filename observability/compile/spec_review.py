"""What a reader of a Sloth spec ought to know: doubts about its queries, labels and objectives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from observability.base.errors import Problem
from observability.base.quantity import decimal, number
from observability.base.source import Source
from observability.compile.doubts import doubts
from observability.formats.sloth_loose import Field, Loose
from observability.promql import parser
from observability.promql.linear import WINDOW, Refusal, split

__all__ = ["review"]

_OTHERWISE = re.compile(r"\bor\b", re.IGNORECASE)  # somebody thought of it


def review(slos: tuple[Loose, ...], text: str) -> tuple[Problem, ...]:
    """Return what is doubtful about *slos*, which were read from *text*, in the order of it."""
    lines = text.splitlines()
    found = [one for slo in slos for one in _slo(slo, slos, lines)]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.source.line))


def _slo(slo: Loose, others: tuple[Loose, ...], lines: list[str]) -> Iterator[Problem]:
    yield from _queries(slo, lines)
    yield from _jobs(slo, lines)
    yield from _labels(slo)
    yield from _routes(slo, others)
    yield from _objective(slo)
    if len(slo.name.text) == 1:
        message = f"the name {slo.name.text!r} has one character, and Sloth wants two"
        yield _at(slo, slo.name.line, message, "write a longer name")


def _queries(slo: Loose, lines: list[str]) -> Iterator[Problem]:
    for doubt in doubts({name: one.text for name, one in slo.queries.items()}):
        line = _line(slo.queries[doubt.query], doubt.near, lines)
        yield _at(slo, line, doubt.message, doubt.help)
    errors = slo.queries.get("errors")
    if errors is not None and _may_be_absent(errors.text):
        message = (
            "before the first error there is no such series, and Sloth's ratio of it is nothing:"
            " no budget, and a wrong one for the whole period afterwards"
        )
        yield _at(slo, errors.line, message, "write (… or vector(0)); the exact engine does it")


def _may_be_absent(query: str) -> bool:
    """Tell whether *query* is a sum that has no value while nothing has failed."""
    try:
        found = split(query)
    except Refusal:
        return False
    return not (found.always or found.strict or _OTHERWISE.search(query))


def _jobs(slo: Loose, lines: list[str]) -> Iterator[Problem]:
    told: set[str] = set()
    for field in slo.queries.values():
        for use in _uses(field.text):
            for matcher in use.matchers:
                same = matcher.value == slo.service or matcher.op not in ("=", "=~")
                if matcher.label != "job" or same or matcher.value in told:
                    continue
                told.add(matcher.value)
                yield _at(
                    slo,
                    _line(field, matcher.value, lines),
                    f"{matcher} is not the service {slo.service!r}: a job is called as its scrape"
                    " configuration is, which for pods is often one for all",
                    "make sure that a scrape gives this job, or the query is empty",
                )


def _uses(query: str) -> tuple[parser.Use, ...]:
    try:
        return parser.uses(WINDOW.sub("5m", query))
    except ValueError:
        return ()


def _labels(slo: Loose) -> Iterator[Problem]:
    grouped: set[str] = set()
    for field in slo.queries.values():
        try:
            grouped |= set(split(field.text).labels)
        except Refusal:
            continue
    for label, line in slo.labels.items():
        if label in grouped:
            message = f"the queries sum by {label!r}, too: Sloth gives all groups one value of it"
            yield _at(slo, line, f"{message}, and its rules fail", "name one of the two otherwise")
        if label.startswith("sloth_"):
            yield _at(slo, line, f"the label {label!r} is one of Sloth's own", "rename it")


def _routes(slo: Loose, others: tuple[Loose, ...]) -> Iterator[Problem]:
    """Labels that the same alert of another SLO has: routes are made of them."""
    for alert in slo.alerts:
        for other in others:
            twin = next((one for one in other.alerts if one.severity == alert.severity), None)
            missing = sorted(set(twin.labels) - set(alert.labels)) if twin is not None else []
            if missing and twin is not None and not set(alert.labels) - set(twin.labels):
                listed = ", ".join(missing)
                message = f"the {alert.severity} alert of {slo.name.text} lacks the label {listed}"
                hint = f"that of {other.name.text}, at line {twin.line}, has it: routes may ask"
                yield _at(slo, alert.line, message, f"{hint} for it")
                break


def _objective(slo: Loose) -> Iterator[Problem]:
    try:
        objective = decimal(slo.objective.text)
    except ValueError:
        return
    if objective == 100:
        message = "an objective of 100 % leaves no budget: any error pages, for the whole period"
        yield _at(slo, slo.objective.line, message, "write what users can bear, like 99.99")
    if 0 < objective < 1:
        message = f"an objective of {slo.objective.text} % reads like a ratio"
        hint = f"write {number(objective * 100)} for {number(objective * 100)} %"
        yield _at(slo, slo.objective.line, message, hint)


def _line(field: Field, near: str, lines: list[str]) -> int:
    """Return the line below *field*'s key on which *near* stands; the key's if none is found."""
    height = field.text.count("\n") + 2
    for place in range(field.line, min(field.line + height, len(lines) + 1)):
        if near and near in lines[place - 1]:
            return place
    return field.line


def _at(slo: Loose, line: int, message: str, help: str) -> Problem:
    return Problem(source=Source(slo.file, line), message=message, help=help)
