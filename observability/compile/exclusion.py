"""Times that do not count: when the events of an SLO are left out."""

from __future__ import annotations

from observability.base import naming
from observability.base.duration import Duration
from observability.base.labels import Matcher
from observability.model.maintenance import Maintenance
from observability.model.project import Project
from observability.model.slo import SLO
from observability.promql import build
from observability.promql.expr import Binary, Expr, Selector

__all__ = ["active", "echo", "resting"]

_NOW = build.call("vector", build.call("time"))


def echo(project: Project) -> Duration:
    """Return how long an event is seen in the rates: until its scrape, and a rate's range."""
    return project.scrape_interval + project.rate_window


def active(slo: SLO, project: Project) -> Expr:
    """Return 1 while an event of a time that does not count can be seen in *slo*'s rates."""
    parts = [_during(one, echo(project)) for one in slo.maintenance]
    return build.call("clamp", build.any_of(*parts), 1, 1)


def resting(slo: SLO) -> Selector:
    """Return what is recorded of `active`, which all rules of *slo* but that one read."""
    return Selector(naming.MAINTENANCE, (Matcher(naming.SLO_ID, "=", slo.id),))


def _during(one: Maintenance, longer: Duration) -> Expr:
    length = one.length + longer
    begun = Binary(">=", _NOW, build.literal(one.began))
    if one.every is None:
        return build.below(begun, one.began + int(length.seconds))
    elapsed = build.minus(begun, build.literal(one.began))
    into = Binary("%", elapsed, build.literal(int(one.every.seconds)))
    return build.below(into, int(length.seconds))
