"""What a Prometheus holds that has evaluated these rules for a month, made at once.

The rules themselves tell which series they record: they are asked on a little data, what they
answer becomes data for the next round, until nothing new comes. Each series is then written as far
back as any rule looks.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import attrs
from design import Design, Rule
from fleet import METRIC, Fleet, counters
from servers import Server, running, say, write_blocks

LOOKBACK = 300  # seconds for which an instant selector sees a sample
ROUNDS = 12
_RANGE = re.compile(r"([a-zA-Z_:][\w:]*)(?:\{[^}]*\})?\[(\w+)\]")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


@attrs.frozen(kw_only=True)
class Recorded:
    """A series that a rule records: its value now, how often it comes."""

    name: str
    labels: tuple[tuple[str, str], ...]
    value: str
    every: int

    def __str__(self) -> str:
        inner = ",".join(f'{name}="{value}"' for name, value in self.labels)
        return f"{self.name}{{{inner}}}"


def seconds_of(duration: str) -> int:
    """Return the seconds of a duration as Prometheus writes it: ``1h30m``."""
    return sum(
        int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([smhdw])", duration)
    )


def reaches(design: Design) -> dict[str, int]:
    """Return how many seconds back the rules look, for each metric they read a range of."""
    found: dict[str, int] = {}
    for query in {rule.query for rule in design.rules}:
        for metric, window in _RANGE.findall(query):
            found[metric] = max(found.get(metric, 0), seconds_of(window))
    return found


def settled(design: Design, fleet: Fleet, end: int, folder: Path) -> list[Recorded]:
    """Return every series that the rules record on the fleet's counters."""
    known: dict[str, Recorded] = {}
    waiting = [rule for rule in design.rules if rule.record]
    for number in range(ROUNDS):
        home = folder / f"round-{number}"
        home.mkdir(parents=True)
        lines = _counters(fleet, end, LOOKBACK) if number == 0 else _recorded(known, end, {})
        write_lines(home, lines)
        with running(home) as server:
            waiting, found = _round(server, waiting, end)
        shutil.rmtree(home)
        if not found:
            return list(known.values())
        for one in found:
            before = known.get(str(one))
            if before is None or one.every < before.every:
                known[str(one)] = one
    raise RuntimeError(f"the rules still record something new after {ROUNDS} rounds")


def _round(server: Server, rules: list[Rule], end: int) -> tuple[list[Rule], list[Recorded]]:
    """Return the rules that have recorded nothing yet, and what the others record."""
    silent, found = [], []
    for rule in rules:
        result = server.ask(rule.query, end)["result"]
        found += [_named(rule, one) for one in result]
        if not result:
            silent.append(rule)
    return silent, found


def _named(rule: Rule, one: dict[str, Any]) -> Recorded:
    labels = {name: value for name, value in one["metric"].items() if name != "__name__"}
    labels |= rule.labels
    return Recorded(
        name=rule.record,
        labels=tuple(sorted(labels.items())),
        value=one["value"][1],
        every=int(rule.every),
    )


def write_history(
    design: Design, fleet: Fleet, end: int, home: Path, loaded: Design | None = None
) -> list[Recorded]:
    """Write *home*/data: what the rules of *design* have recorded by *end*, and have read for it.

    Written as far back as the rules of *loaded* look, if not all of *design* are.
    Return what is recorded.
    """
    recorded = settled(design, fleet, end, home / "settle")
    say(f"{design.name}: a history of {len(recorded)} recorded series")
    reach = reaches(loaded or design)
    lines = _recorded({str(one): one for one in recorded}, end, reach)
    if METRIC in reach:
        lines = chain(lines, _counters(fleet, end, reach[METRIC]))
    write_lines(home, lines)
    return recorded


def _counters(fleet: Fleet, end: int, reach: int) -> Iterator[str]:
    times = _times(end, reach, fleet.scrape)
    yield f"# TYPE {METRIC.removesuffix('_total')} counter\n"
    for one in counters(fleet):
        yield "".join([f"{one.name} {one.at(time)} {time}\n" for time in times])


def _recorded(known: dict[str, Recorded], end: int, reach: dict[str, int]) -> Iterator[str]:
    for name in sorted({one.name for one in known.values()}):
        yield f"# TYPE {name} gauge\n"
        for text, one in known.items():
            if one.name == name:
                times = _times(end, reach.get(name, LOOKBACK), one.every)
                yield "".join([f"{text} {one.value} {time}\n" for time in times])


def _times(end: int, reach: int, every: int) -> range:
    return range(end - reach // every * every, end + 1, every)


def write_lines(home: Path, lines: Iterable[str]) -> None:
    """Write *lines* of OpenMetrics as further blocks of *home*/data."""
    home.mkdir(parents=True, exist_ok=True)
    path = home / "history.om"
    with path.open("w") as file:
        file.writelines(lines)
        file.write("# EOF\n")
    write_blocks(path, home / "data")
    path.unlink()
