"""When pages and tickets come and go: our rules and the Sloth shape over the same scrapes."""

from __future__ import annotations

import shutil
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import attrs
from design import Design, Rule
from fleet import Fleet, concerns, ours, reads_counters
from month import EPISODES, HOUR, SCENARIOS, Episode
from replay import EVALUATION, LOOKBACK, NAME, Turn, Work, evaluated, record
from servers import Server, linked, running, say
from sloth_shape import sloth

from observability.base import naming

SLOTH = "Sloth shape"
TIMED = tuple(sorted({one.scenario for one in EPISODES}))
BEGINS = (0, 10, 20)  # seconds after a scrape of the first pod
_AFTER = 2 * HOUR  # a page is gone by then
_ROUND = 120  # all rules that are timed are evaluated at least as often


@attrs.frozen(kw_only=True)
class Timing:
    """Seconds from the start of a burn to its alert, and from its end until the alert is gone.

    Means over evaluations that begin at three moments between two scrapes.
    """

    episode: str
    design: str
    late: bool  # whether each group had to wait for the one before it as long as possible
    page: float | None
    page_gone: float | None
    ticket: float | None


class Scene(NamedTuple):
    """Rules that are judged over data; *start* is the begin of the month."""

    design: Design
    home: Path
    start: int
    turn: Turn


class Fired(NamedTuple):
    """Seconds from the start of a burn to its alerts, and from its end until the page is gone."""

    page: int | None
    page_gone: int | None
    ticket: int | None


def timings(
    home: Path, bases: Mapping[str, tuple[Fleet, Path]], raw: Path, start: int
) -> list[Timing]:
    """Return when the alerts of each episode come and go.

    *bases* holds a fleet and recorded event rates for each variant of our rules; *raw* holds the
    counters alone. The month began at second *start*.
    """
    fleet = Fleet(slos=len(SCENARIOS), series=4)
    judged = {name: (ours(own), base, _our_hops) for name, (own, base) in bases.items()}
    judged[SLOTH] = (sloth(fleet), raw, _sloth_hops)
    found: list[Timing] = []
    for late, turns in ((False, _soon), (True, _late)):
        for name, (design, base, hops) in judged.items():
            say(f"{name}, groups {'late' if late else 'in step'}")
            runs = []
            for begin in BEGINS:
                place = linked(home / f"{name}-{late}-{begin}", base)
                runs.append(_fired(Scene(design, place, start, turns(hops, begin))))
                shutil.rmtree(place)
            found += _means(name, runs, late=late)
    return found


def _means(name: str, runs: list[list[Fired]], *, late: bool) -> Iterator[Timing]:
    for number, episode in enumerate(EPISODES):
        fired = [run[number] for run in runs]
        page, gone, ticket = (_mean(one) for one in zip(*fired, strict=True))
        yield Timing(
            episode=episode.name, design=name, late=late, page=page, page_gone=gone, ticket=ticket
        )


def _mean(values: tuple[int | None, ...]) -> float | None:
    """Return the mean, or None unless there is a value each time."""
    known = [one for one in values if one is not None]
    return sum(known) / len(known) if len(known) == len(values) else None


def _our_hops(rule: Rule) -> int:
    """Groups that an event has been through before: rates, windows with their pages, tickets."""
    if rule.labels.get("sloth_severity") == "ticket":
        return 2
    return 0 if reads_counters(rule.query) else 1


def _sloth_hops(rule: Rule) -> int:
    return 1 if rule.alert else 0


def _soon(hops: Turn, begin: int) -> Turn:
    """Let what reads scrapes be evaluated a second before everything else, which is in step."""
    return lambda rule: (begin if hops(rule) else begin - 1) % EVALUATION


def _late(hops: Turn, begin: int) -> Turn:
    """Let each group be evaluated a second before the one that it reads from."""
    return lambda rule: (begin - hops(rule)) % EVALUATION


def _fired(scene: Scene) -> list[Fired]:
    """Return when the alerts of each episode come and go."""
    found = []
    record(scene.home, scene.design, list(_work(scene.design, scene.start)), scene.turn)
    with running(scene.home, LOOKBACK) as server:
        for episode in EPISODES:
            page, ticket = (_firing(server, scene, episode, one) for one in ("page", "ticket"))
            begin, end = scene.start + episode.begin, scene.start + episode.end
            found.append(
                Fired(
                    page[0] - begin if page else None,
                    page[-1] + EVALUATION - end if page else None,
                    ticket[0] - begin if ticket else None,
                )
            )
    return found


def _firing(server: Server, scene: Scene, episode: Episode, severity: str) -> list[int]:
    """Return when an alert of *severity* fires during *episode*."""
    work = [
        Work(rule=rule, spans=(_span(episode, scene.start),))
        for rule in scene.design.rules
        if rule.alert
        and rule.labels["sloth_severity"] == severity
        and concerns(rule, [episode.scenario])
        and not _tells_of_absence(rule)
    ]
    found = [evaluated(server, one, scene.turn) for one in work]
    return sorted(at for one in found for values in one.values() for at, _ in values)


def _tells_of_absence(rule: Rule) -> bool:
    return rule.alert.endswith(naming.NO_DATA)


def _work(design: Design, start: int) -> Iterator[Work]:
    """What the alerts read, for the time that they are judged in."""
    done = {naming.TOTAL_RATE, naming.ERRORS_RATE, naming.TOTAL_INCREASE, naming.ERRORS_INCREASE}
    needed = _needed(design) - done
    for rule in design.rules:
        if rule.record in needed:
            spans = tuple(
                _span(one, start)
                for one in sorted(EPISODES, key=lambda one: one.begin)
                if concerns(rule, [one.scenario])
            )
            if spans:
                yield Work(rule=rule, spans=spans)


def _needed(design: Design) -> set[str]:
    """Return the series that the alerts read, and those that these are made from."""
    made = {one.record: one.query for one in design.rules if one.record}
    alerts = [one.query for one in design.rules if one.alert and not _tells_of_absence(one)]
    found: set[str] = set()
    left = _names(alerts, made)
    while left:
        name = left.pop()
        found.add(name)
        left |= _names([made[name]], made) - found
    return found


def _names(queries: list[str], known: Container[str]) -> set[str]:
    return {name for one in queries for name in NAME.findall(one) if name in known}


def _span(episode: Episode, start: int) -> tuple[int, int]:
    """The time of an episode, from a moment that all rules share, so that no two overlap."""
    begin = start + episode.begin
    return begin - begin % _ROUND - _ROUND, start + episode.end + _AFTER
