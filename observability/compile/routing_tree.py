"""Where notifications go, as values; and what Alertmanager does with them, as functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from observability.base.duration import Duration
from observability.base.labels import Labels, Matcher
from observability.model.receiver import Receiver

__all__ = ["Contact", "Inhibition", "Route", "RouteTest", "Routing", "one_of", "path", "walk"]


@attrs.frozen(kw_only=True)
class Contact:
    """A receiver by its name in Alertmanager: everybody in it is told at once."""

    name: str
    receivers: tuple[Receiver, ...] = ()
    resolved: bool = True


@attrs.frozen(kw_only=True)
class Route:
    """A node of the tree. What is None or empty is inherited from the parent.

    Args:
        contact: The name of a `Contact`.
        matchers: All must hold; the root has none.
        routes: The first child that matches takes the alert.
        group_by: Alerts that are equal in these share a notification.
        group_wait: How long the first notification waits for more alerts, and for inhibition.
        group_interval: How long news of a group wait.
        repeat_interval: After how long an unchanged group is sent again.
        working_hours: Whether notifications wait for the project's working hours.
        comment: Why, for whoever reads the file.
    """

    contact: str
    matchers: tuple[Matcher, ...] = ()
    routes: tuple[Route, ...] = ()
    group_by: tuple[str, ...] = ()
    group_wait: Duration | None = None
    group_interval: Duration | None = None
    repeat_interval: Duration | None = None
    working_hours: bool = False
    comment: str = ""

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Tell whether an alert with *labels* may enter."""
        return _all(self.matchers, labels)


@attrs.frozen(kw_only=True)
class Inhibition:
    """While an alert that matches *source* fires, those that match *target* are not told.

    Both must be equal in the labels *equal*. Two alerts that both lack one of these count as
    equal, so each must be there on both sides: `inhibition.problems` proves it.
    """

    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]
    equal: tuple[str, ...]
    comment: str = ""

    def sides(self, alerts: tuple[Labels, ...]) -> tuple[tuple[Labels, ...], tuple[Labels, ...]]:
        """Return those of *alerts* that may silence, and those that may be silenced."""
        sources = tuple(one for one in alerts if _all(self.source, one))
        return sources, tuple(one for one in alerts if _all(self.target, one))

    def key(self, labels: Mapping[str, str]) -> tuple[str, ...]:
        """Return what both sides must have in common."""
        return tuple(labels.get(name, "") for name in self.equal)


@attrs.frozen(kw_only=True)
class RouteTest:
    """The labels of an alert as they leave Prometheus, and the contacts that must hear of it."""

    labels: Labels
    contacts: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Routing:
    """All that Alertmanager needs to know, and what must come of it."""

    root: Route
    contacts: tuple[Contact, ...]
    inhibitions: tuple[Inhibition, ...] = ()
    tests: tuple[RouteTest, ...] = ()


def walk(route: Route) -> Iterator[Route]:
    """Yield *route* and all below it, each before its children."""
    yield route
    for child in route.routes:
        yield from walk(child)


def path(route: Route, labels: Mapping[str, str]) -> tuple[Route, ...]:
    """Return the routes that an alert with *labels* goes through, from *route* to where it stays.

    The rule is Alertmanager's: the first child that matches takes the alert; without one it stays.
    Source: https://prometheus.io/docs/alerting/latest/configuration/#route
    """
    for child in route.routes:
        if child.matches(labels):
            return (route, *path(child, labels))
    return (route,)


def one_of(label: str, values: list[str]) -> Matcher:
    """Match a label that has one of *values*, which hold no regular expressions."""
    if len(values) == 1:
        return Matcher(label, "=", values[0])
    return Matcher(label, "=~", "|".join(values))


def _all(matchers: tuple[Matcher, ...], labels: Mapping[str, str]) -> bool:
    return all(one.matches(labels.get(one.label, "")) for one in matchers)
