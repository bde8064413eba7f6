"""Every output system, in the order in which its files are listed."""

from __future__ import annotations

from collections.abc import Callable

from observability.compile.plan import Plan
from observability.render import (
    alertmanager,
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
from observability.render.document import Document
from observability.render.kubernetes import kinds as kubernetes

__all__ = ["TARGETS", "render"]

TARGETS: tuple[Callable[[Plan], tuple[Document, ...]], ...] = (
    alertmanager.render,
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
    thanos.render,
    vmalert.render,
)


def render(plan: Plan) -> tuple[Document, ...]:
    """Return all files of *plan*, sorted by path."""
    others = [one for target in TARGETS if target is not kubernetes.render for one in target(plan)]
    every = [*others, *kubernetes.render(plan, others)]
    return tuple(sorted(every, key=lambda one: one.path))
