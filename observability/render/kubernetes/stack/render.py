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
        _in_stack(unit, context)
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


def _in_stack(unit: Unit, context: Context) -> Unit:
    """Return *unit* as the stack runs it, with Prometheus among those who may call it."""
    priority = context.stack.priority
    ranked = attrs.evolve(unit, priority=priority.name if priority else None)
    if unit.metrics is None:
        return ranked
    prometheus = Call(peer=prometheus_pods(context.plan.catalog), ports=(unit.metrics,))
    return attrs.evolve(ranked, callers=(prometheus, *unit.callers))
