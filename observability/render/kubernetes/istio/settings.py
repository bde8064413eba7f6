"""What of the catalog the objects of the mesh are made from."""

from __future__ import annotations

from observability.compile.placement import placements
from observability.compile.plan import Plan
from observability.model.mesh import Canary, Mesh
from observability.model.service import Service
from observability.model.workload import External

__all__ = ["NETWORKING", "SECURITY", "callers", "canary_of", "host", "in_mesh", "mesh", "outside"]

NETWORKING, SECURITY = "networking.istio.io/v1", "security.istio.io/v1"


def mesh(plan: Plan) -> Mesh:
    """Return the settings of the mesh; Istio needs none, so that none are a choice, too."""
    return plan.catalog.mesh or Mesh()


def in_mesh(service: Service) -> bool:
    """Tell whether the pods of *service* have a sidecar; those of stores have none."""
    workload = service.workload
    if not service.environment.mesh or isinstance(workload, External):
        return False
    return workload.http is None or workload.http.protocol == "http"


def host(service: Service) -> str:
    """Return the name of *service* in full: a short one is read in the reader's namespace."""
    return f"{service.name}.{service.namespace}.svc.cluster.local"


def canary_of(service: Service, plan: Plan) -> Canary | None:
    """Return the canary of *service*, if there is one."""
    return next((one for one in plan.catalog.canaries if one.service is service), None)


def callers(service: Service, plan: Plan) -> list[Service]:
    """Return the services that call *service*."""
    return [one for one in placements(plan.catalog) if service in one.depends_on]


def outside(service: Service, plan: Plan) -> list[Service]:
    """Return the callers of *service* that have no sidecar, and so no certificate."""
    return [one for one in callers(service, plan) if not in_mesh(one)]
