"""What is wrong with a routing, in the words of the definitions it was made from."""

from __future__ import annotations

from observability.base.errors import Problem
from observability.compile import inhibition
from observability.compile.plan import AlertingRule, Plan
from observability.compile.routing import sent_labels
from observability.compile.routing_tree import Route, Routing, path, walk
from observability.model.alerts.watchdog import Watchdog
from observability.model.catalog import Catalog
from observability.model.receiver import Email

__all__ = ["routing_problems"]


def routing_problems(plan: Plan) -> tuple[Problem, ...]:
    """Return every alert that goes astray, every route in vain, every mail without a relay."""
    if plan.routing is None:
        return ()
    return (
        *_all_astray(plan, plan.routing),
        *_in_vain(plan.catalog, plan.routing),
        *_without_relay(plan.catalog, plan.routing),
        *_silent_watchdog(plan.catalog),
        *inhibition.problems(plan.catalog, plan.routing),
    )


def _all_astray(plan: Plan, routing: Routing) -> list[Problem]:
    expected = {test.labels: test.contacts for test in routing.tests}
    found = []
    for alert, labels in zip(plan.alerts, sent_labels(plan.catalog, plan.alerts), strict=True):
        found += _astray(alert, path(routing.root, labels)[-1], expected.get(labels, ()))
    return found


def _astray(alert: AlertingRule, last: Route, expected: tuple[str, ...]) -> list[Problem]:
    if last.routes or not last.matchers:
        message = f"no route takes the alert {alert.alert!r}: it would end at the catch-all"
        return [Problem(source=alert.source, message=message, help="give it a team and a severity")]
    if expected != (last.contact,):
        message = f"the alert {alert.alert!r} is sent to {last.contact!r}"
        help_ = f"it belongs to {', '.join(expected) or 'nobody that is defined'}"
        return [Problem(source=alert.source, message=message, help=help_)]
    return []


def _in_vain(catalog: Catalog, routing: Routing) -> list[Problem]:
    entered = {route for test in routing.tests for route in path(routing.root, test.labels)}
    return [
        Problem(
            source=catalog.project.source,
            message=f"no alert takes the route {' '.join(map(str, route.matchers))}",
        )
        for route in walk(routing.root)
        if route.matchers and route not in entered
    ]


def _without_relay(catalog: Catalog, routing: Routing) -> list[Problem]:
    if catalog.project.smtp is not None:
        return []
    return [
        Problem(
            source=receiver.source,
            message=f"{contact.name!r} is told by mail, and the project has no mail relay",
            help="write smtp=Smtp(smarthost=…, sender=…) in the Project",
        )
        for contact in routing.contacts
        for receiver in contact.receivers
        if isinstance(receiver, Email)
    ]


def _silent_watchdog(catalog: Catalog) -> list[Problem]:
    project = catalog.project
    if project.watchdog is None or any(isinstance(one, Watchdog) for one in catalog.alerts):
        return []
    message = "the watchdog's receiver waits for an alert that nobody defined"
    help_ = "define Watchdog(service=…) in alerts/, for the service that is Prometheus"
    return [Problem(source=project.source, message=message, help=help_, field="watchdog")]
