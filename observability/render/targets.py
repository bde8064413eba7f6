"""Every output system, in the order in which its files are listed."""

from __future__ import annotations

from collections.abc import Callable

from observability.compile.plan import Plan
from observability.render import (
    alertmanager,
    grafana,
    mimir,
    operator,
    prometheus,
    promtool,
    runbooks,
    scrape,
    thanos,
    vmalert,
)
from observability.render.argocd import files as argocd
from observability.render.cost import files as cost
from observability.render.document import Document
from observability.render.github import files as github
from observability.render.kubernetes import kinds as kubernetes
from observability.render.terraform import files as terraform

__all__ = ["DERIVED", "TARGETS", "render"]

TARGETS: tuple[Callable[[Plan], tuple[Document, ...]], ...] = (
    alertmanager.render,
    argocd.render,
    grafana.render,
    kubernetes.render,
    mimir.render,
    operator.render,
    prometheus.render,
    promtool.render,
    scrape.render,
    runbooks.render,
    terraform.render,
    thanos.render,
    vmalert.render,
)

DERIVED: tuple[Callable[[Plan, tuple[Document, ...]], tuple[Document, ...]], ...] = (
    cost.render,
    github.render,
)
"""What follows from the files of the others: it can not disagree with what is written."""


def render(plan: Plan) -> tuple[Document, ...]:
    """Return all files of *plan*, sorted by path."""
    made = tuple(document for target in TARGETS for document in target(plan))
    every = (*made, *(document for derived in DERIVED for document in derived(plan, made)))
    return tuple(sorted(every, key=lambda one: one.path))
