"""Every kind of object, in tables: of a service, of an environment, of a mesh, of the cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from observability.compile.placement import placements
from observability.compile.plan import Plan
from observability.model.edge import Edge
from observability.model.environment import Environment
from observability.model.service import Service
from observability.model.workload import External
from observability.render.document import Document
from observability.render.kubernetes.autoscaler import autoscaler
from observability.render.kubernetes.backup import backups
from observability.render.kubernetes.cluster import cluster_objects
from observability.render.kubernetes.config_map import config_map, files_map
from observability.render.kubernetes.deployment import deployment
from observability.render.kubernetes.disruption_budget import disruption_budget
from observability.render.kubernetes.edge.acme_solver import acme_solver
from observability.render.kubernetes.edge.ingress import ingress
from observability.render.kubernetes.edge.kong import kong_files
from observability.render.kubernetes.external_secret import external_secrets
from observability.render.kubernetes.headless_service import headless_service
from observability.render.kubernetes.istio import network_policies, peer_authentication
from observability.render.kubernetes.istio.authorization_policy import authorization_policy
from observability.render.kubernetes.istio.canary import canary
from observability.render.kubernetes.istio.destination_rule import destination_rule
from observability.render.kubernetes.istio.telemetry import telemetry
from observability.render.kubernetes.istio.virtual_service import virtual_service
from observability.render.kubernetes.kustomization import kustomizations
from observability.render.kubernetes.migration import migration, migration_policy
from observability.render.kubernetes.namespace import namespaces
from observability.render.kubernetes.namespace_policies import default_deny, dns
from observability.render.kubernetes.network_policy import network_policy
from observability.render.kubernetes.quota import limit_range, quota
from observability.render.kubernetes.service import service
from observability.render.kubernetes.service_account import service_account
from observability.render.kubernetes.stack.render import render_stack
from observability.render.kubernetes.stateful_set import stateful_set
from observability.render.kubernetes.vertical_autoscaler import vertical_autoscaler

__all__ = ["OF_CLUSTER", "OF_EDGE", "OF_ENVIRONMENT", "OF_MESH", "OF_SERVICE", "render"]

OF_SERVICE: tuple[Callable[[Service, Plan], Document | None], ...] = (
    service_account,
    config_map,
    files_map,
    migration,
    deployment,
    stateful_set,
    service,
    headless_service,
    autoscaler,
    vertical_autoscaler,
    disruption_budget,
    network_policy,
    migration_policy,
    canary,
    virtual_service,
    destination_rule,
    peer_authentication.of_service,
    authorization_policy,
)
OF_ENVIRONMENT: tuple[Callable[[Environment], Document | None], ...] = (
    default_deny,
    dns,
    quota,
    limit_range,
)
OF_MESH: tuple[Callable[[Environment, Plan], Document | None], ...] = (
    peer_authentication.of_environment,
    telemetry,
    network_policies.istiod,
    network_policies.tracing,
)
OF_EDGE: tuple[Callable[[Edge, Plan], Document], ...] = (ingress, acme_solver)
OF_CLUSTER: tuple[Callable[[Plan], tuple[Document, ...]], ...] = (namespaces, cluster_objects)


def render(plan: Plan, others: Sequence[Document] = ()) -> tuple[Document, ...]:
    """Return every object of *plan*, and the kustomizations that apply them.

    *others* are the documents of the other outputs: the monitoring stack reads some of them.
    """
    every = placements(plan.catalog)
    running = [one for one in every if not isinstance(one.workload, External)]
    inhabited = [
        one for one in plan.catalog.environments if any(one is run.environment for run in running)
    ]
    made = [kind(one, plan) for one in running for kind in OF_SERVICE]
    made += [kind(one, plan) for one in inhabited if one.mesh for kind in OF_MESH]
    made += [kind(one) for one in inhabited for kind in OF_ENVIRONMENT]
    made += [secret for one in inhabited for secret in external_secrets(one, plan)]
    made += backups(plan)
    objects = [document for document in made if document is not None]
    objects += [document for kind in OF_CLUSTER for document in kind(plan)] if running else []
    edges = plan.catalog.edges
    objects += [kind(edge, plan) for edge in edges for kind in OF_EDGE]
    stack, stack_configs = render_stack(plan, others)
    objects += stack
    configs = [*(kong_files(edge) for edge in edges), *stack_configs]
    files = [file for config in configs for file in config.files]
    return (*objects, *files, *kustomizations(objects, configs))
