"""Applications: one that applies the others, and one for each folder of objects."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.model.delivery import Folder, GitOps, Stage
from observability.model.workload import Deployment
from observability.render.argocd.objects import APPLICATIONS, BOOTSTRAP, CLUSTER, argo_object
from observability.render.argocd.project import ROOT
from observability.render.document import Document

__all__ = ["POLICY", "applications"]

_RETRY = {"limit": 5, "backoff": {"duration": "5s", "factor": 2, "maxDuration": "3m"}}
_OPTIONS = [
    "Validate=true",
    "CreateNamespace=false",
    "PrunePropagationPolicy=foreground",
    "PruneLast=true",
    "ServerSideApply=true",
    "RespectIgnoreDifferences=true",
]
POLICY: dict[str, Any] = {
    "automated": {"prune": True, "selfHeal": True, "allowEmpty": False},
    "syncOptions": _OPTIONS,
    "retry": _RETRY,
}
"""How everything is synchronised: what is in Git is what runs."""


def applications(plan: Plan, given: GitOps) -> tuple[Document, ...]:
    """Return the root, and below it the applications of the folders and the environments."""
    return (
        argo_object(given, BOOTSTRAP, "Application", "root", _root(given)),
        *(_folder(given, one) for one in given.folders),
        *(_environment(plan, given, one, wave) for wave, one in enumerate(given.stages)),
    )


def _root(given: GitOps) -> dict[str, Any]:
    return _spec(given, ROOT, given.branch, APPLICATIONS, given.namespace)


def _folder(given: GitOps, folder: Folder) -> Document:
    name, namespace = folder.name, folder.namespaces[0] if folder.namespaces else ""
    spec = _spec(given, name, given.branch, f"kubernetes/{name}", namespace)
    return argo_object(given, APPLICATIONS, "Application", name, spec, wave=folder.wave)


def _environment(plan: Plan, given: GitOps, stage: Stage, wave: int) -> Document:
    name, namespace = stage.environment.name, stage.environment.namespace
    spec = _spec(given, name, stage.branch, f"kubernetes/{name}", namespace)
    scaled = [
        one.name
        for one in plan.catalog.services
        if isinstance(one.workload, Deployment) and one.workload.autoscaling
    ]
    if scaled:
        spec["ignoreDifferences"] = [_replicas(one) for one in scaled]
    return argo_object(given, APPLICATIONS, "Application", name, spec, wave=wave)


def _replicas(name: str) -> dict[str, Any]:
    """Return that the replicas of the Deployment *name* are the autoscaler's business."""
    return {"group": "apps", "kind": "Deployment", "name": name, "jsonPointers": ["/spec/replicas"]}


def _spec(given: GitOps, project: str, branch: str, folder: str, namespace: str) -> dict[str, Any]:
    destination = {"server": CLUSTER}
    if namespace:
        destination["namespace"] = namespace
    return {
        "project": project,
        "source": {
            "repoURL": given.repository,
            "targetRevision": branch,
            "path": f"{given.out}/{folder}",
        },
        "destination": destination,
        "syncPolicy": POLICY,
        "revisionHistoryLimit": 10,
    }
