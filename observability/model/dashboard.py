"""Dashboards as rows of panels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import attrs

from observability.base import naming
from observability.base.labels import is_label_name
from observability.model import check
from observability.model.definition import Definition
from observability.model.panel import Note, Panel, query
from observability.model.service import Service
from observability.promql.expr import Expr

__all__ = ["Dashboard", "Row", "Variable"]


def _titles_unique(owner: Definition, field: str, things: Iterable[Any], what: str) -> None:
    seen: set[str] = set()
    for thing in things:
        title = str(getattr(thing, "title", ""))
        if title in seen:
            owner.complain(
                field,
                f"there are two {what} titled {title!r}; their ids are made from the titles",
                "give each a title of its own",
            )
        seen.add(title)


def _panels(value: Iterable[Panel | Note]) -> tuple[Panel | Note, ...]:
    return cast("tuple[Panel | Note, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class Row(Definition):
    """A heading with panels below it, laid out from left to right.

    Args:
        title: Unique within its dashboard: the panels' ids are made from it.
        panels: In reading order.
        collapsed: Whether only the heading is shown until somebody clicks on it.
    """

    title: str = attrs.field(validator=check.sentence)
    panels: tuple[Panel | Note, ...] = attrs.field(
        converter=_panels, validator=check.each((Panel, Note), "[Panel(…), Note(…)]")
    )
    collapsed: bool = attrs.field(default=False, validator=check.is_a(bool))

    def __attrs_post_init__(self) -> None:
        if isinstance(self.panels, tuple):
            _titles_unique(self, "panels", self.panels, "panels")


def _variable_name(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not is_label_name(value) or value.startswith("__"):
        instance.complain(
            attribute.name, f"{value!r} is no name of a variable", "use letters, digits and '_'"
        )


@attrs.frozen(kw_only=True)
class Variable(Definition):
    """A choice at the top of a dashboard: the values of *label* in the series of *series*."""

    name: str = attrs.field(validator=_variable_name)
    title: str = attrs.field(validator=check.sentence)
    series: Expr | str = attrs.field(validator=query)
    label: str = attrs.field(validator=check.sentence)
    many: bool = attrs.field(default=False, validator=check.is_a(bool))


def _rows(value: Iterable[Row]) -> tuple[Row, ...]:
    return cast("tuple[Row, ...]", check.sequence(value))


def _variables(value: Iterable[Variable]) -> tuple[Variable, ...]:
    return cast("tuple[Variable, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class Dashboard(Definition):
    """A dashboard of one service, or of none.

    Args:
        service: Whose dashboard it is.
        name: A DNS label, part of the uid: needed for a second dashboard of the same service,
            and to retitle a dashboard of no service without breaking links to it.
        title: As shown; links go by the uid, so that a title may change.
        description: What the dashboard is for, in a line.
        rows: From top to bottom.
        variables: Choices at the top; the data source is always one.
    """

    service: Service | None = attrs.field(
        default=None, validator=check.optional(check.is_a(Service))
    )
    name: str | None = attrs.field(default=None, validator=check.optional(check.dns_label))
    title: str = attrs.field(validator=check.sentence)
    description: str = attrs.field(default="", validator=check.is_a(str))
    rows: tuple[Row, ...] = attrs.field(
        converter=_rows, validator=check.each(Row, "[slo_row(…), red_row(…)]")
    )
    variables: tuple[Variable, ...] = attrs.field(
        default=(), converter=_variables, validator=check.each(Variable, "[Variable(…)]")
    )

    def __attrs_post_init__(self) -> None:
        if isinstance(self.rows, tuple):
            _titles_unique(self, "rows", self.rows, "rows")

    @property
    def uid(self) -> str:
        """The Grafana uid."""
        if isinstance(self.service, Service):
            return naming.uid("service", self.service.name, *filter(None, [self.name]))
        return naming.uid("dashboard", self.name or str(self.title))
