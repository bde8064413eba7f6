"""AppProjects: what each application may touch, and from where."""

from __future__ import annotations

from typing import Any

from observability.model.delivery import Folder, GitOps
from observability.model.environment import Environment
from observability.render.argocd.objects import APPLICATIONS, BOOTSTRAP, CLUSTER, argo_object
from observability.render.document import Document

__all__ = ["ROOT", "projects"]

ROOT = "delivery"
# Projects come before the applications that are in them.
_WAVE = -100


def projects(given: GitOps) -> tuple[Document, ...]:
    """Return a project for the root, and one for every application."""
    own = [{"group": "argoproj.io", "kind": kind} for kind in ("Application", "AppProject")]
    root = _spec(given, "Applies the applications.", (given.namespace,), [])
    root["namespaceResourceWhitelist"] = own
    return (
        argo_object(given, BOOTSTRAP, "AppProject", ROOT, root),
        *(_folder(given, one) for one in given.folders),
        *(_environment(given, one.environment) for one in given.stages),
    )


def _folder(given: GitOps, folder: Folder) -> Document:
    kinds = [_group_kind(one) for one in folder.cluster_kinds]
    spec = _spec(given, f"What all environments share: {folder.name}.", folder.namespaces, kinds)
    if not folder.namespaces:
        spec["namespaceResourceBlacklist"] = [{"group": "*", "kind": "*"}]
    return argo_object(given, APPLICATIONS, "AppProject", folder.name, spec, wave=_WAVE)


def _environment(given: GitOps, environment: Environment) -> Document:
    spec = _spec(given, f"The services of {environment.name}.", (environment.namespace,), [])
    spec["orphanedResources"] = {"warn": True}
    return argo_object(given, APPLICATIONS, "AppProject", environment.name, spec, wave=_WAVE)


def _spec(
    given: GitOps, what: str, namespaces: tuple[str, ...], kinds: list[dict[str, str]]
) -> dict[str, Any]:
    return {
        "description": what,
        "sourceRepos": [given.repository],
        "destinations": [{"server": CLUSTER, "namespace": one} for one in namespaces or ("",)],
        "clusterResourceWhitelist": kinds,
    }


def _group_kind(kind: str) -> dict[str, str]:
    name, _, group = kind.partition(".")
    return {"group": group, "kind": name}
