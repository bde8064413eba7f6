"""Every output system, in the order in which its files are listed."""

from __future__ import annotations

from collections.abc import Callable

from observability.compile.plan import Plan
from observability.render import (
    alertmanager,
    cloudflare,
    gateway_api,
    grafana,
    ingress_nginx,
    istio,
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
from observability.render.overview import files as overview
from observability.render.terraform import files as terraform

__all__ = ["DERIVED", "TARGETS", "render"]

TARGETS: tuple[Callable[[Plan], tuple[Document, ...]], ...] = (
    alertmanager.render,
    argocd.render,
    cloudflare.render,
    gateway_api.render,
    grafana.render,
    ingress_nginx.render,
    istio.render,
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
    overview.render,
)
"""What follows from the files of the others: it can not disagree with what is written."""


def render(plan: Plan) -> tuple[Document, ...]:
    """Return all files of *plan*, sorted by path."""
    others = [one for target in TARGETS if target is not kubernetes.render for one in target(plan)]
    made = (*others, *kubernetes.render(plan, others))
    every = (*made, *(document for derived in DERIVED for document in derived(plan, made)))
    return tuple(sorted(every, key=lambda one: one.path))
