"""Groups of rules in parts, for rulers that bear only so much in one group.

Rules of one group see what the rules before them have just recorded; rules of other groups see
what was recorded up to one interval ago. So rules that read each other stay in one part. A chain
that is longer than a part is cut where it must be: what follows the cut is one interval late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from observability.compile.plan import AlertingRule, RecordingRule, RuleGroup
from observability.compile.reads import Rule, may_fulfil
from observability.promql.walk import selectors

__all__ = ["apart", "split"]

Cost = Callable[[Rule], int]
Places = tuple[int, ...]


def split(group: RuleGroup, limit: int, cost: Cost) -> tuple[RuleGroup, ...]:
    """Return *group* in parts, each of rules whose *cost* adds up to *limit* at most.

    A group that fits stays as it is; parts are called ``<name>-1``, ``<name>-2`` and so on. A rule
    that costs more than *limit* alone is a part of its own.
    """
    if sum(map(cost, group.rules)) <= limit:
        return (group,)
    costs = [cost(rule) for rule in group.rules]
    pieces = [piece for chain in _chains(group.rules) for piece in _cut(chain, costs, limit)]
    return tuple(
        attrs.evolve(
            group,
            name=f"{group.name}-{number}",
            rules=tuple(group.rules[place] for place in sorted(places)),
        )
        for number, places in enumerate(_packed(pieces, costs, limit), 1)
    )


def apart(group: RuleGroup) -> tuple[RuleGroup, ...]:
    """Return *group* in two, ``<name>`` and ``<name>-alerts``, if it records and alerts.

    For rulers in which a rule does not see what the rule before it has just recorded: there an
    alert had to hold the whole expression that it could look up.
    """
    alerts = tuple(rule for rule in group.rules if isinstance(rule, AlertingRule))
    records = tuple(rule for rule in group.rules if isinstance(rule, RecordingRule))
    if not alerts or not records:
        return (group,)
    told = RuleGroup(name=f"{group.name}-alerts", interval=group.interval, rules=alerts)
    return (attrs.evolve(group, rules=records), told)


def _chains(rules: tuple[Rule, ...]) -> list[Places]:
    """Return the places of the rules that read each other, together, in the order of the rules."""
    writers: dict[str, list[tuple[int, RecordingRule]]] = {}
    for place, rule in enumerate(rules):
        if isinstance(rule, RecordingRule):
            writers.setdefault(rule.record, []).append((place, rule))
    leader = list(range(len(rules)))
    for place, rule in enumerate(rules):
        for use in selectors(rule.expr):
            for writer, written in writers.get(use.metric, ()):
                if may_fulfil(written, use.matchers):
                    _join(leader, place, writer)
    found: dict[int, list[int]] = {}
    for place in range(len(rules)):
        found.setdefault(_first(leader, place), []).append(place)
    return [tuple(places) for places in found.values()]


def _join(leader: list[int], one: int, other: int) -> None:
    first, second = sorted((_first(leader, one), _first(leader, other)))
    leader[second] = first


def _first(leader: list[int], place: int) -> int:
    while leader[place] != place:
        place = leader[place]
    return place


def _cut(chain: Places, costs: list[int], limit: int) -> Iterator[Places]:
    """Yield *chain* whole if it fits, else in pieces that do."""
    piece: list[int] = []
    for place in chain:
        if piece and sum(costs[one] for one in piece) + costs[place] > limit:
            yield tuple(piece)
            piece = []
        piece.append(place)
    yield tuple(piece)


def _packed(pieces: list[Places], costs: list[int], limit: int) -> list[list[int]]:
    """Fill one part after the other with *pieces*."""
    parts: list[list[int]] = [[]]
    for piece in pieces:
        taken = sum(costs[place] for place in (*parts[-1], *piece))
        if parts[-1] and taken > limit:
            parts.append([])
        parts[-1].extend(piece)
    return parts
