"""All objects of the stack, and the files that its ConfigMaps are made of."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from observability.compile.network import prometheus_pods
from observability.compile.plan import Plan
from observability.render.document import Document
from observability.render.kubernetes.config_files import ConfigFiles
from observability.render.kubernetes.stack import core, exporters, traces_and_logs
from observability.render.kubernetes.stack.context import Context
from observability.render.kubernetes.stack.files import Tree
from observability.render.kubernetes.stack.namespaces import stack_namespaces
from observability.render.kubernetes.stack.objects import objects
from observability.render.kubernetes.stack.rbac import cluster_roles
from observability.render.kubernetes.stack.secrets import external_secrets
from observability.render.kubernetes.stack.unit import Call, Unit

__all__ = ["render_stack"]

_CONFIGURED = (
    core.prometheus,
    core.alertmanager,
    core.grafana,
    exporters.blackbox,
    exporters.kube_state_metrics,
    traces_and_logs.jaeger,
    traces_and_logs.fluent_bit,
)
_PLAIN = (
    traces_and_logs.kibana,
    traces_and_logs.node_exporter,
)


def render_stack(
    plan: Plan, documents: Sequence[Document]
) -> tuple[list[Document], list[ConfigFiles]]:
    """Return the objects of the stack and its configuration; *documents* are the other outputs'."""
    if plan.catalog.monitoring is None:
        return [], []
    context = Context(plan=plan, stack=plan.catalog.monitoring, documents=documents)
    made = [one(context) for one in _CONFIGURED]
    trees: list[Tree] = [tree for _, trees in made for tree in trees]
    units = [
        _scraped(unit, plan)
        for unit in (
            *(unit for unit, _ in made),
            *(one(context) for one in _PLAIN),
            *exporters.stores(context),
        )
    ]
    found = [
        document for unit in units for document in (*objects(unit, plan), *cluster_roles(unit))
    ]
    found += stack_namespaces(context)
    found += external_secrets(units, plan, context.stack.secret_store)
    return found, [config for tree in trees for config in tree.configs]


def _scraped(unit: Unit, plan: Plan) -> Unit:
    """Return *unit* with Prometheus among those who may call it."""
    if unit.metrics is None:
        return unit
    prometheus = Call(peer=prometheus_pods(plan.catalog), ports=(unit.metrics,))
    return attrs.evolve(unit, callers=(prometheus, *unit.callers))
