"""Panels: what is asked of Prometheus, how it is shown, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import Any, cast

import attrs

from observability.model import check
from observability.model.definition import Definition
from observability.model.display import (
    Color,
    Column,
    Limit,
    Link,
    State,
    ascending,
    limits_of,
    links,
    links_of,
)
from observability.model.unit import Unit
from observability.promql import parser
from observability.promql.expr import Expr
from observability.promql.template import plain

__all__ = ["COLUMNS", "Kind", "Note", "Panel", "Target", "query"]

COLUMNS = 24
"""How wide Grafana's grid is."""


class Kind(Enum):
    """How a panel shows its numbers; the values are Grafana's plugin ids."""

    TIME_SERIES = "timeseries"
    STAT = "stat"
    GAUGE = "gauge"
    BAR_GAUGE = "bargauge"
    TABLE = "table"
    STATE_TIMELINE = "state-timeline"


def query(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require an expression, or a text that is valid PromQL once variables are filled in."""
    if isinstance(value, Expr):
        return
    if not isinstance(value, str):
        instance.complain(attribute.name, f"{attribute.name} is {value!r}, not a query")
        return
    wrong = parser.check(plain(value))
    if wrong:
        instance.complain(attribute.name, f"{attribute.name} is not valid PromQL: {wrong}")


def _targets(value: Iterable[Target]) -> tuple[Target, ...]:
    return cast("tuple[Target, ...]", check.sequence(value))


def _states(value: Iterable[State]) -> tuple[State, ...]:
    return cast("tuple[State, ...]", check.sequence(value))


def _columns(value: Iterable[Column]) -> tuple[Column, ...]:
    return cast("tuple[Column, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class Target(Definition):
    """One query of a panel.

    Args:
        expr: An expression, or PromQL as text; ``$__rate_interval`` and variables are allowed.
        legend: What to call its series, with ``{{label}}``; in a table, the column's title.
        instant: Whether only the latest value is wanted.
        reference: The colour of a line to compare the others with; it is drawn dashed.
        unit: The unit of a table's column, where it differs from the panel's.
        base: The colour of a table's column below the first of *limits*.
        limits: Values from which up the colour of a table's column changes; none: no colours.
    """

    expr: Expr | str = attrs.field(validator=query)
    legend: str = attrs.field(default="", validator=check.is_a(str))
    instant: bool = attrs.field(default=False, validator=check.is_a(bool))
    reference: Color | None = attrs.field(default=None, validator=check.optional(check.is_a(Color)))
    unit: Unit | None = attrs.field(default=None, validator=check.optional(check.is_a(Unit)))
    base: Color = attrs.field(default=Color.GREEN, validator=check.is_a(Color))
    limits: tuple[Limit, ...] = attrs.field(default=(), converter=limits_of, validator=ascending)


@attrs.frozen(kw_only=True)
class Panel(Definition):
    """Numbers on a dashboard.

    Args:
        title: Unique within its row: the panel's id is made from both.
        description: What it shows, and what to do when it looks bad.
        kind: How the numbers are shown.
        unit: What they are.
        queries: What is asked, at least one.
        base: The colour below the first of *limits*.
        limits: Values from which up the colour changes.
        states: Words instead of numbers.
        minimum: The lower end of the axis.
        maximum: The upper end of the axis.
        decimals: How many are shown; as many as needed if not given.
        no_value: What stands there when there is no data.
        stacked: Whether series are drawn on top of each other.
        period: The time to show whatever the dashboard shows, as ``30d``.
        columns: The labels that a table shows, before its values.
        sort_by: The title of the column by which a table is sorted, smallest first.
        links: Where to go from here.
        width: In columns of 24.
        height: In units of 30 pixels.
    """

    title: str = attrs.field(validator=check.sentence)
    description: str = attrs.field(validator=check.text)
    kind: Kind = attrs.field(default=Kind.TIME_SERIES, validator=check.is_a(Kind))
    unit: Unit = attrs.field(validator=check.is_a(Unit, "write unit=Unit.SECONDS"))
    queries: tuple[Target, ...] = attrs.field(
        converter=_targets, validator=check.some(Target, '[Target(expr="up")]')
    )
    base: Color = attrs.field(default=Color.GREEN, validator=check.is_a(Color))
    limits: tuple[Limit, ...] = attrs.field(default=(), converter=limits_of, validator=ascending)
    states: tuple[State, ...] = attrs.field(
        default=(), converter=_states, validator=check.each(State, "[State(…)]")
    )
    minimum: Decimal | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(check.as_decimal),
        validator=check.optional(check.number()),
    )
    maximum: Decimal | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(check.as_decimal),
        validator=check.optional(check.number()),
    )
    decimals: int | None = attrs.field(default=None, validator=check.optional(check.between(0, 10)))
    no_value: str = attrs.field(default="No data", validator=check.sentence)
    stacked: bool = attrs.field(default=False, validator=check.is_a(bool))
    period: str = attrs.field(default="", validator=check.is_a(str))
    columns: tuple[Column, ...] = attrs.field(
        default=(), converter=_columns, validator=check.each(Column, "[Column(…)]")
    )
    sort_by: str = attrs.field(default="", validator=check.is_a(str))
    links: tuple[Link, ...] = attrs.field(default=(), converter=links_of, validator=links)
    width: int = attrs.field(default=8, validator=check.between(1, COLUMNS))
    height: int = attrs.field(default=8, validator=check.between(2, 60))

    def __attrs_post_init__(self) -> None:
        low, high = self.minimum, self.maximum
        if isinstance(low, Decimal) and isinstance(high, Decimal) and not low < high:
            self.complain("maximum", f"maximum {high} is not above minimum {low}")
        if self.kind is Kind.TABLE and isinstance(self.queries, tuple):
            self._must_have_titles()

    def _must_have_titles(self) -> None:
        legends = [one.legend for one in self.queries if isinstance(one, Target)]
        if "" in legends or len(set(legends)) < len(legends):
            message = "each query of a table needs a legend of its own: its column's title"
            self.complain("queries", message, 'write Target(expr=…, legend="Restarts")')


@attrs.frozen(kw_only=True)
class Note(Definition):
    """A text on a dashboard, in Markdown."""

    title: str = attrs.field(validator=check.sentence)
    text: str = attrs.field(validator=check.text)
    width: int = attrs.field(default=COLUMNS, validator=check.between(1, COLUMNS))
    height: int = attrs.field(default=4, validator=check.between(2, 60))
