"""What panels are made of besides queries: colours and their limits, words, links, columns."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import Any, cast

import attrs

from observability.model import check
from observability.model.definition import Definition

__all__ = [
    "Color",
    "Column",
    "Limit",
    "Link",
    "State",
    "ascending",
    "limits_of",
    "links",
    "links_of",
]


class Color(Enum):
    """A colour with a meaning; green is fine, red wants somebody."""

    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    BLUE = "blue"
    PURPLE = "purple"
    NEUTRAL = "text"


@attrs.frozen(kw_only=True)
class Limit(Definition):
    """From this value up, the panel has this colour."""

    at: Decimal = attrs.field(converter=check.as_decimal, validator=check.number())
    color: Color = attrs.field(validator=check.is_a(Color))


def limits_of(value: Iterable[Limit]) -> tuple[Limit, ...]:
    """Convert a list of limits; anything else is left for the validator."""
    return cast("tuple[Limit, ...]", check.sequence(value))


_limits = check.each(Limit, "[Limit(at=0.9, color=Color.RED)]")


def ascending(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require limits that ascend."""
    _limits(instance, attribute, value)
    found = [one.at for one in value if isinstance(one, Limit)] if isinstance(value, tuple) else []
    if found != sorted(set(found)):
        instance.complain(attribute.name, "limits must ascend, each once", "sort them by at=")


@attrs.frozen(kw_only=True)
class State(Definition):
    """A word for the values from *low* to *high*, both included."""

    low: Decimal = attrs.field(converter=check.as_decimal, validator=check.number())
    high: Decimal = attrs.field(converter=check.as_decimal, validator=check.number())
    text: str = attrs.field(validator=check.sentence)
    color: Color = attrs.field(validator=check.is_a(Color))


@attrs.frozen(kw_only=True)
class Link(Definition):
    """A way out of a panel: to the dashboard with the uid *dashboard*, or to *url*.

    *query* are the dashboard's variables, as in ``var-slo=latency``; the time range and the data
    source go along by themselves. A link to a dashboard that does not exist is left out.
    """

    title: str = attrs.field(validator=check.sentence)
    dashboard: str = attrs.field(default="", validator=check.is_a(str))
    query: str = attrs.field(default="", validator=check.is_a(str))
    url: str = attrs.field(default="", validator=check.is_a(str))

    def __attrs_post_init__(self) -> None:
        if bool(self.dashboard) == bool(self.url):
            self.complain("", "a Link leads to a dashboard or to a url, exactly one of them")


def links_of(value: Iterable[Link]) -> tuple[Link, ...]:
    """Convert a list of links; anything else is left for the validator."""
    return cast("tuple[Link, ...]", check.sequence(value))


links = check.each(Link, '[Link(title="Runbook", url="https://…")]')


@attrs.frozen(kw_only=True)
class Column(Definition):
    """A column of a table that shows the label *label*."""

    label: str = attrs.field(validator=check.sentence)
    title: str = attrs.field(validator=check.sentence)
    links: tuple[Link, ...] = attrs.field(default=(), converter=links_of, validator=links)
