"""Teams and severities to a route tree: who is told of what, when, and in which company."""

from __future__ import annotations

import attrs

from observability.base.duration import Duration, days, hours, minutes, seconds
from observability.base.labels import Labels, Matcher
from observability.base.naming import BUDGET_SPENT, FAST_BURN, NO_DATA, SLOW_BURN
from observability.compile.inhibition import inhibitions
from observability.compile.plan import AlertingRule
from observability.compile.policy import policy_of
from observability.compile.routing_tree import (
    Contact,
    Route,
    RouteTest,
    Routing,
    one_of,
    path,
    walk,
)
from observability.model.alerts.watchdog import Watchdog
from observability.model.catalog import Catalog
from observability.model.project import Project
from observability.model.slo import SLO
from observability.model.team import Severity, Team

__all__ = ["BLACKHOLE", "DEAD_MAN", "contact_name", "expected_contacts", "routing", "sent_labels"]

DEAD_MAN, BLACKHOLE = "dead-man", "blackhole"

# `severity` is among them, or a page and a ticket would share one notification. What has no SLO
# has an empty `slo`, so that the causes of a service come together.
GROUP_BY = ("cluster", "environment", "service", "slo", "severity")
# A page for another alert is news: it must not disappear in an incident that is already open.
PAGE_GROUP_BY = (*GROUP_BY, "alertname")


def routing(catalog: Catalog, alerts: tuple[AlertingRule, ...]) -> Routing:
    """Return the routes, contacts and inhibitions that *alerts* need, and no others."""
    sent = sent_labels(catalog, alerts)
    root = _root(catalog, sent)
    needed = {route.contact for route in walk(root)}
    expected = expected_contacts(catalog)
    return Routing(
        root=root,
        contacts=tuple(one for one in _contacts(catalog) if one.name in needed),
        inhibitions=inhibitions(catalog, sent),
        tests=tuple(
            RouteTest(labels=labels, contacts=expected.get(labels["alertname"], ()))
            for labels in sent
        ),
    )


def sent_labels(catalog: Catalog, alerts: tuple[AlertingRule, ...]) -> tuple[Labels, ...]:
    """Return for each alert the labels that do not depend on data, as Alertmanager sees them.

    ``cluster`` is the external label that the Prometheus of the service's cluster adds.
    """
    homes = {one.name: one.environment.cluster for one in catalog.services}
    return tuple(
        Labels({"alertname": one.alert, "cluster": homes.get(one.labels.get("service", ""), "")})
        | one.labels
        for one in alerts
    )


def contact_name(team: Team, severity: Severity) -> str:
    """Return the name under which *team* hears of alerts of *severity*."""
    return f"{team.name}-{severity.value}"


def expected_contacts(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Return who must hear of each alert, by its name: read off the definitions, not the tree."""
    expected: dict[str, tuple[str, ...]] = {}
    for slo in catalog.slos:
        for suffix, severity in _slo_alerts(slo, catalog.project).items():
            expected[slo.alert(suffix)] = (_expected(slo.service.team, severity),)
    for alert in catalog.alerts:
        to_machine = isinstance(alert, Watchdog) and catalog.project.watchdog is not None
        who = DEAD_MAN if to_machine else _expected(alert.service.team, alert.severity)
        expected[alert.name] = (who,)
    return expected


def _slo_alerts(slo: SLO, project: Project) -> dict[str, Severity]:
    found = {FAST_BURN: Severity.PAGE, SLOW_BURN: Severity.TICKET, NO_DATA: slo.no_data}
    policy = policy_of(slo, project)
    return found | ({BUDGET_SPENT: Severity.TICKET} if policy and policy.tickets else {})


def _expected(team: Team, severity: Severity) -> str:
    return BLACKHOLE if severity is Severity.NONE else contact_name(team, severity)


def _contacts(catalog: Catalog) -> list[Contact]:
    found = []
    if catalog.project.watchdog is not None:
        watchdog = (catalog.project.watchdog,)
        found.append(Contact(name=DEAD_MAN, receivers=watchdog, resolved=False))
    found.append(Contact(name=BLACKHOLE))
    for team in catalog.teams:
        found.append(Contact(name=contact_name(team, Severity.PAGE), receivers=team.page))
        found.append(Contact(name=contact_name(team, Severity.TICKET), receivers=team.ticket))
    return found


def _root(catalog: Catalog, sent: tuple[Labels, ...]) -> Route:
    """Return the tree. The owner gets what no route takes, which is a defect (`routing_check`)."""
    every = Route(
        contact=contact_name(catalog.project.owner, Severity.TICKET),
        routes=(*_machines(catalog), *(_team(team) for team in catalog.teams)),
        group_by=GROUP_BY,
        group_wait=seconds(30),
        group_interval=minutes(5),
        repeat_interval=hours(4),
    )
    entered = frozenset(route for labels in sent for route in path(every, labels))
    return attrs.evolve(every, routes=_pruned(every, entered))


def _pruned(route: Route, entered: frozenset[Route]) -> tuple[Route, ...]:
    """Return the children of *route* that some alert enters."""
    kept = (child for child in route.routes if child in entered)
    return tuple(_narrowed(child, _pruned(child, entered)) for child in kept)


def _narrowed(route: Route, routes: tuple[Route, ...]) -> Route:
    """Return *route* with *routes*; a team with nothing but pages needs no tickets."""
    return attrs.evolve(route, routes=routes, contact=routes[-1].contact) if routes else route


def _machines(catalog: Catalog) -> list[Route]:
    """Routes of what nobody reads; first, because these alerts have a team, too."""
    routes = []
    names = [one.name for one in catalog.alerts if isinstance(one, Watchdog)]
    if names and catalog.project.watchdog is not None:
        routes.append(
            Route(
                contact=DEAD_MAN,
                matchers=(one_of("alertname", names),),
                group_by=("cluster", "alertname"),
                group_wait=Duration(0),
                group_interval=minutes(1),
                repeat_interval=minutes(1),
                comment="The heartbeat: whoever stops hearing it calls somebody.",
            )
        )
    routes.append(
        Route(
            contact=BLACKHOLE,
            matchers=(_severity(Severity.NONE),),
            comment="Signals for machines; nobody is told.",
        )
    )
    return routes


def _team(team: Team) -> Route:
    """Its own contact is for severities that we do not emit: better its tickets than others'."""
    ticket = _ticket(team)
    return Route(
        contact=ticket.contact,
        matchers=(Matcher("team", "=", team.name),),
        routes=(_page(team), ticket),
    )


def _page(team: Team) -> Route:
    return Route(
        contact=contact_name(team, Severity.PAGE),
        matchers=(_severity(Severity.PAGE),),
        group_by=PAGE_GROUP_BY,
        comment="Half a minute (inherited) is time for an inhibiting alert to arrive.",
    )


def _ticket(team: Team) -> Route:
    return Route(
        contact=contact_name(team, Severity.TICKET),
        matchers=(_severity(Severity.TICKET),),
        group_wait=minutes(5),
        group_interval=hours(1),
        repeat_interval=days(3),
        working_hours=True,
        comment="What comes out of hours waits; what is over by then is not told.",
    )


def _severity(severity: Severity) -> Matcher:
    return Matcher("severity", "=", severity.value)
