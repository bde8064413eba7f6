"""Alertmanager: its configuration, its templates, and the tests of its routes."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.compile.routing_tree import Routing
from observability.render.alertmanager.configuration import configuration
from observability.render.alertmanager.notification import templates
from observability.render.document import Document

__all__ = ["render"]


def render(plan: Plan) -> tuple[Document, ...]:
    """Return the files of Alertmanager's folder; its credentials are mounted beside them."""
    if plan.routing is None:
        return ()
    sources = tuple(alert.source for alert in plan.alerts)
    return (
        Document(
            path="alertmanager/alertmanager.yml",
            format="yaml",
            body=configuration(plan.routing, plan.catalog.project),
            title="Who is told of which alert",
            sources=(plan.catalog.project.source, *(one.source for one in plan.catalog.teams)),
        ),
        Document(
            path="alertmanager/tests/routes.yml",
            format="yaml",
            body=_tests(plan.routing),
            title="Every alert with its labels, and the receivers that must get it",
            sources=sources,
        ),
        *(
            Document(
                path=f"alertmanager/templates/{name}.tmpl", format="text", body=text, title=title
            )
            for name, title, text in templates(plan.catalog.project)
        ),
    )


def _tests(routing: Routing) -> list[dict[str, Any]]:
    return [
        {"labels": dict(test.labels), "receivers": list(test.contacts)} for test in routing.tests
    ]
