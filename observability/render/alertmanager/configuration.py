"""``alertmanager.yml``, for Alertmanager 0.25 and later alike.

Reference: https://prometheus.io/docs/alerting/latest/configuration/
"""

from __future__ import annotations

from typing import Any

from observability.base.labels import Matcher
from observability.compile.routing_tree import Contact, Inhibition, Route, Routing
from observability.model.project import Project, WorkingHours
from observability.model.receiver import Email, Smtp
from observability.render.alertmanager.receiver import integration
from observability.render.document import Commented

__all__ = ["configuration"]

WORKING_HOURS = "working-hours"


def configuration(routing: Routing, project: Project) -> dict[str, Any]:
    """Return the whole configuration; credentials are paths of files, never values."""
    body: dict[str, Any] = {}
    mails = any(isinstance(one, Email) for each in routing.contacts for one in each.receivers)
    if project.smtp is not None and mails:
        body["global"] = _smtp(project.smtp)
    body["templates"] = ["templates/*.tmpl"]
    body["route"] = _node(routing.root)
    if routing.inhibitions:
        body["inhibit_rules"] = [_inhibition(one) for one in routing.inhibitions]
    body["receivers"] = [_receiver(one) for one in routing.contacts]
    if _waits(routing.root):
        body["time_intervals"] = [_interval(project.working_hours)]
    return body


def _smtp(smtp: Smtp) -> dict[str, Any]:
    body: dict[str, Any] = {"smtp_smarthost": smtp.smarthost, "smtp_from": smtp.sender}
    if smtp.username:
        body["smtp_auth_username"] = smtp.username
    if smtp.password is not None:
        body["smtp_auth_password_file"] = smtp.password.path
    return body


def _node(route: Route) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if route.matchers:
        body["matchers"] = _matchers(route.matchers)
    body["receiver"] = route.contact
    if route.group_by:
        body["group_by"] = list(route.group_by)
    for name in ("group_wait", "group_interval", "repeat_interval"):
        value = getattr(route, name)
        if value is not None:
            body[name] = str(value)
    if route.working_hours:
        body["active_time_intervals"] = [WORKING_HOURS]
    if route.routes:
        body["routes"] = [_commented(one.comment, _node(one)) for one in route.routes]
    return body


def _matchers(matchers: tuple[Matcher, ...]) -> list[str]:
    """Write each as ``name="value"``, which the old and the new parser read alike."""
    return [str(one) for one in matchers]


def _commented(comment: str, value: Any) -> Any:
    return Commented(comment, value) if comment else value


def _inhibition(one: Inhibition) -> Any:
    body: dict[str, Any] = {
        "source_matchers": _matchers(one.source),
        "target_matchers": _matchers(one.target),
    }
    if one.equal:
        body["equal"] = list(one.equal)
    return _commented(one.comment, body)


def _receiver(contact: Contact) -> dict[str, Any]:
    body: dict[str, Any] = {"name": contact.name}
    for receiver in contact.receivers:
        kind, settings = integration(receiver, resolved=contact.resolved)
        body.setdefault(kind, []).append(settings)
    return body


def _waits(route: Route) -> bool:
    return route.working_hours or any(_waits(one) for one in route.routes)


def _interval(hours: WorkingHours) -> dict[str, Any]:
    times = [{"start_time": hours.start, "end_time": hours.end}]
    weekdays = [one.strip() for one in hours.weekdays.split(",")]
    interval = {"times": times, "weekdays": weekdays, "location": hours.location}
    return {"name": WORKING_HOURS, "time_intervals": [interval]}
