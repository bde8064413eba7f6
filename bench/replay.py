"""Rules evaluated over what has been, as a rule manager would have done, into new blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path

import attrs
from design import Design, Rule
from history import reaches, write_lines
from servers import Server, running

EVALUATION = 30
LOOKBACK = EVALUATION - 1
"""What was not recorded at the last evaluation is gone at the next, as if marked as stale."""

_POINTS = 10_000  # of a query; Prometheus allows 11000
NAME = re.compile(r"slo:[\w:]+")

Found = dict[str, list[tuple[int, str]]]


@attrs.frozen(kw_only=True)
class Work:
    """A rule, and from when to when it is evaluated."""

    rule: Rule
    spans: Sequence[tuple[int, int]]


Turn = Callable[[Rule], int]
"""How many seconds after the multiples of its interval a rule is evaluated."""


def in_step(_: Rule) -> int:
    """Evaluate everything at the same moments, what is read before what reads it."""
    return 0


def record(home: Path, design: Design, work: Sequence[Work], turn: Turn = in_step) -> None:
    """Add to *home* what rules of *design* record; rules that read others come after them."""
    ranged = reaches(design).keys()
    for level in _levels(work):
        with running(home, LOOKBACK) as server:
            lines = list(_lines(server, level, turn, ranged))
        write_lines(home, lines)


def evaluated(server: Server, one: Work, turn: Turn = in_step) -> Found:
    """Return the samples of a rule, by the labels that the rule gives them."""
    found: Found = {}
    step = int(one.rule.every)
    for begin, end in one.spans:
        first = begin - (begin - turn(one.rule)) % step
        for start in range(first, end + 1, _POINTS * step):
            last = min(start + (_POINTS - 1) * step, end)
            for series in server.over(one.rule.query, start, last, step):
                values = found.setdefault(_labels(one.rule, series["metric"]), [])
                values += [(int(at), value) for at, value in series["values"]]
    return found


def lines_of(record_: str, found: Found) -> Iterator[str]:
    """Yield the samples of *found* as OpenMetrics, under the name *record_*."""
    for labels, values in found.items():
        yield "".join([f"{record_}{labels} {value} {at}\n" for at, value in values])


def _lines(
    server: Server, level: Sequence[Work], turn: Turn, ranged: Container[str]
) -> Iterator[str]:
    for name in dict.fromkeys(one.rule.record for one in level):
        yield f"# TYPE {name} gauge\n"
        for one in level:
            if one.rule.record == name:
                found = evaluated(server, one, turn)
                rarely = one.rule.every > EVALUATION and name not in ranged
                yield from lines_of(name, _held(found, int(one.rule.every)) if rarely else found)


def _held(found: Found, every: int) -> Found:
    """Repeat each value until the next, as a longer look back would see it."""
    later = range(0, every, EVALUATION)
    return {
        labels: [(at + more, value) for at, value in values for more in later]
        for labels, values in found.items()
    }


def _labels(rule: Rule, metric: dict[str, str]) -> str:
    labels = {name: value for name, value in metric.items() if name != "__name__"}
    labels |= rule.labels
    return "{" + ",".join(f'{name}="{value}"' for name, value in sorted(labels.items())) + "}"


def _levels(work: Sequence[Work]) -> list[list[Work]]:
    """Return the rules in groups; each reads only what groups before it record, or itself."""
    waiting = {one.rule.record for one in work}
    left, levels = list(work), []
    while left:
        ready = [
            one
            for one in left
            if not (set(NAME.findall(one.rule.query)) - {one.rule.record}) & waiting
        ]
        if not ready:
            raise RuntimeError(f"these rules read each other: {sorted(waiting)}")
        levels.append(ready)
        left = [one for one in left if one not in ready]
        waiting = {one.rule.record for one in left}
    return levels
