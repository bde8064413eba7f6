"""What the kinds of SLI have in common that are given as PromQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

import attrs

from observability.model import check
from observability.model.definition import Definition
from observability.model.metric import Metric
from observability.model.series import Example
from observability.promql import infer, parser

__all__ = [
    "WINDOW",
    "as_examples",
    "as_metrics",
    "impossible",
    "over",
    "undeclared",
    "valid_query",
]

WINDOW = re.compile(r"\{\{\s*\.window\s*\}\}")
"""Where the range stands in a query."""

_ANY = "5m"


def over(query: str, window: str) -> str:
    """Return *query* with *window* as its range."""
    return WINDOW.sub(window, query)


def valid_query(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require PromQL, whatever stands for the range."""
    if not isinstance(value, str):
        message = f"{attribute.name} is {check.described(value)}, not a query"
        instance.complain(attribute.name, message)
        return
    wrong = parser.check(over(value, _ANY))
    if wrong:
        instance.complain(attribute.name, f"{attribute.name} is not valid PromQL: {wrong}")


def as_metrics(value: Iterable[Metric]) -> tuple[Metric, ...]:
    """Convert a list of metrics; anything else is left for the validator."""
    return cast("tuple[Metric, ...]", check.sequence(value))


def as_examples(value: Iterable[Example]) -> tuple[Example, ...]:
    """Convert a list of examples; anything else is left for the validator."""
    return cast("tuple[Example, ...]", check.sequence(value))


def undeclared(query: str, reads: Iterable[object]) -> Iterator[tuple[str, str]]:
    """Yield a message and a hint for each metric of *query* that is none of *reads*."""
    declared = {name for one in reads if isinstance(one, Metric) for name in one.exposed()}
    filled = over(query, _ANY)
    for use in () if parser.check(filled) else parser.uses(filled):
        if use.metric not in declared:
            near = check.nearest(use.metric, declared)
            hint = f"did you mean {near!r}?" if near else "declare it and name it in reads="
            yield f"{use.metric!r} is none of the metrics in reads=", hint


def impossible(query: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of *labels* that the series of *query* can not have, by its text alone."""
    try:
        tree = parser.tree(over(query, _ANY))
    except ValueError:
        return ()  # reported at its own field
    names = infer.analyse(tree, lambda _metric, _matchers: None).names
    return () if names is None else tuple(label for label in labels if label not in names)
