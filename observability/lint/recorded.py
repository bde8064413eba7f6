"""The labels of recorded series: inferred from the rules, which may read each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from observability.base.labels import Matcher
from observability.lint.queries import Query
from observability.promql.infer import Known, Names, analyse, either

__all__ = ["recorded_names"]


def recorded_names(
    rules: Sequence[Query], trees: Mapping[str, Any], known: Known
) -> dict[str, Names]:
    """Return which labels each recorded series can have; *known* answers for all others."""
    by_name: dict[str, list[Query]] = {}
    for rule in rules:
        by_name.setdefault(rule.name, []).append(rule)
    solver = _Solver(rules=by_name, trees=trees, known=known)
    return {name: solver.names(name) for name in by_name}


@attrs.define(kw_only=True)
class _Solver:
    rules: Mapping[str, list[Query]]
    trees: Mapping[str, Any]
    known: Known
    found: dict[str, Names] = attrs.field(factory=dict)
    busy: list[str] = attrs.field(factory=list)

    def names(self, name: str) -> Names:
        """Return the labels of the series recorded as *name*.

        A rule may read its own series (to keep a value): then the answer is what no longer grows.
        Rules that read each other in a circle are not resolved: any label may be there.
        """
        if name in self.busy:
            return self.found[name] if name == self.busy[-1] else None
        if name in self.found:
            return self.found[name]
        self.busy.append(name)
        self.found[name] = frozenset()
        while (grown := self._once(name)) != self.found[name]:
            self.found[name] = grown
        self.busy.pop()
        return grown

    def _once(self, name: str) -> Names:
        names: Names = frozenset()
        for rule in self.rules[name]:
            tree = self.trees.get(rule.text)
            read = analyse(tree, self._of).names if tree is not None else None
            names = either(names, either(read, frozenset(rule.labels)))
        return names

    def _of(self, metric: str, matchers: tuple[Matcher, ...]) -> Names:
        return self.names(metric) if metric in self.rules else self.known(metric, matchers)
