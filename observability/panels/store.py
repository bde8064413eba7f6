"""The shapes that the rows of stores and other programs are made of."""

from __future__ import annotations

from decimal import Decimal

from observability.model.display import Color, Limit
from observability.model.metric import Metric
from observability.model.panel import Kind, Panel, Target
from observability.model.unit import Unit
from observability.panels.query import deriv, rate
from observability.promql import build
from observability.promql.expr import Expr

__all__ = ["FULL", "HIGH", "change", "line", "per_second", "share", "state"]

HIGH = Limit(at=Decimal("0.8"), color=Color.ORANGE)
FULL = Limit(at=Decimal("0.9"), color=Color.RED)


def line(
    title: str,
    description: str,
    unit: Unit,
    *queries: Target,
    limits: tuple[Limit, ...] = (),
) -> Panel:
    """Return lines that start at zero, three panels side by side."""
    return Panel(
        title=title,
        description=description,
        unit=unit,
        queries=queries,
        limits=limits,
        minimum=0,
    )


def share(title: str, description: str, *queries: Target) -> Panel:
    """Return shares of something that can fill up: orange from 80 %, red from 90 % on."""
    return line(title, description, Unit.RATIO, *queries, limits=(HIGH, FULL))


def state(title: str, description: str, expr: Expr) -> Panel:
    """Return a number that is 1 while all is well and 0 while not."""
    return Panel(
        title=title,
        description=description,
        kind=Kind.STAT,
        unit=Unit.UP_DOWN,
        queries=[Target(expr=expr, legend=title.lower())],
        base=Color.RED,
        limits=[Limit(at=1, color=Color.GREEN)],
        no_value="Not measured",
    )


def per_second(counter: Metric, legend: str, *by: str) -> Target:
    """Return the rate of *counter*, kept apart by the labels *by*."""
    return Target(expr=build.sum_by(rate(counter.select()), *by), legend=legend)


def change(gauge: Metric, legend: str, *by: str) -> Target:
    """Return how fast *gauge* grows, for what only grows but is exposed as a gauge."""
    return Target(expr=build.sum_by(deriv(gauge.select()), *by), legend=legend)
