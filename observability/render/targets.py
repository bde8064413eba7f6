"""Every output system, in the order in which its files are listed."""

from __future__ import annotations

from collections.abc import Callable

from observability.compile.plan import Plan
from observability.render import alertmanager, grafana, prometheus, promtool, runbooks, scrape
from observability.render.document import Document
from observability.render.kubernetes import kinds as kubernetes

__all__ = ["TARGETS", "render"]

TARGETS: tuple[Callable[[Plan], tuple[Document, ...]], ...] = (
    alertmanager.render,
    grafana.render,
    kubernetes.render,
    prometheus.render,
    promtool.render,
    scrape.render,
    runbooks.render,
)


def render(plan: Plan) -> tuple[Document, ...]:
    """Return all files of *plan*, sorted by path."""
    every = [document for target in TARGETS for document in target(plan)]
    return tuple(sorted(every, key=lambda one: one.path))
