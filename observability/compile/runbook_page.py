"""The page of an alert, as values."""

from __future__ import annotations

import attrs

from observability.model.service import Service
from observability.model.team import Severity

__all__ = [
    "Agreed",
    "Command",
    "Dependency",
    "Issue",
    "Limit",
    "Link",
    "Part",
    "Query",
    "Runbook",
    "ServicePage",
]


@attrs.frozen(kw_only=True)
class Link:
    """A text that leads to *url*, absolute or relative to the page."""

    text: str
    url: str


@attrs.frozen(kw_only=True)
class Command:
    """A line for a shell, and what it shows."""

    shows: str
    line: str


@attrs.frozen(kw_only=True)
class Query:
    """PromQL, what it answers, and where to run it."""

    answers: str
    promql: str
    url: str


@attrs.frozen(kw_only=True)
class Limit:
    """One way to fire: both windows above *percent*.

    Args:
        fires_after: How long a total failure lasts until then.
        gone_in: When the budget of the period is spent, at just this pace.
    """

    long: str
    short: str
    percent: str
    fires_after: str
    gone_in: str


@attrs.frozen(kw_only=True)
class Agreed:
    """One step of an error budget policy: from *percent* spent on, *action*."""

    percent: str
    action: str
    ticket: bool
    freeze: bool


@attrs.frozen(kw_only=True)
class Part:
    """What a page says because of the kind of its alert.

    Args:
        meaning: Paragraphs.
        limits: When it fires, for the alerts of an SLO.
        agreed: What is done as the budget is spent, for the alerts of an SLO.
    """

    service: Service
    severity: Severity
    meaning: tuple[str, ...]
    impact: str
    actions: tuple[str, ...]
    queries: tuple[Query, ...]
    limits: tuple[Limit, ...] = ()
    agreed: tuple[Agreed, ...] = ()


@attrs.frozen(kw_only=True)
class Dependency:
    """A service whose failure shows here, or that fails because of this one.

    Args:
        dashboard: An address.
        pages: Its alerts that wake somebody.
    """

    service: Service
    dashboard: str
    pages: tuple[Link, ...]


@attrs.frozen(kw_only=True)
class Runbook:
    """The page of one alert.

    Args:
        summary: The notification's line, with an ellipsis for what depends on data.
        told: How the team hears of it.
        silenced_by: The outages during which nobody is told.
        dashboard: An address, as the two that follow.
        alertmanager: Where the alert is shown.
        silence: Where it is silenced.
    """

    alert: str
    summary: str
    part: Part
    commands: tuple[Command, ...]
    dependencies: tuple[Dependency, ...]
    dependants: tuple[Dependency, ...]
    told: tuple[str, ...]
    silenced_by: tuple[Link, ...]
    dashboard: str
    alertmanager: str
    silence: str


@attrs.frozen(kw_only=True)
class Issue:
    """Something that happens to services of a kind: how it is seen, and what is done.

    Args:
        looks: What is known about it, in one paragraph.
        alerts: Those of the service that tell of it.
        statements: SQL, for a session that is opened as the page says.
    """

    title: str
    looks: str
    alerts: tuple[Link, ...] = ()
    queries: tuple[Query, ...] = ()
    commands: tuple[Command, ...] = ()
    statements: tuple[Command, ...] = ()
    actions: tuple[str, ...]


@attrs.frozen(kw_only=True)
class ServicePage:
    """What goes wrong with *service* commonly.

    Args:
        places: What it is in each environment, as name and description.
        sessions: How a session with the store is opened, in each environment.
    """

    service: Service
    places: tuple[tuple[str, str], ...]
    dashboard: str
    alerts: tuple[Link, ...]
    sessions: tuple[Command, ...]
    issues: tuple[Issue, ...]
