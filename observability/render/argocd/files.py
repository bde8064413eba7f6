"""The files of Argo CD: two folders, one to apply by hand, one that it applies itself."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.model.delivery import GitOps
from observability.render.argocd.application import applications
from observability.render.argocd.component import components
from observability.render.argocd.objects import BOOTSTRAP
from observability.render.argocd.project import projects
from observability.render.document import Document

__all__ = ["render"]

# Argo CD takes an application for healthy as soon as it exists, unless it is told how to look;
# without this, no wave waits for the one before it.
_HEALTH = """\
hs = {status = "Progressing", message = ""}
if obj.status ~= nil and obj.status.health ~= nil then
  hs.status = obj.status.health.status
  hs.message = obj.status.health.message or ""
end
return hs
"""


def render(plan: Plan) -> tuple[Document, ...]:
    """Return everything that Argo CD reads about itself."""
    made: list[Document] = []
    for given in plan.catalog.gitops:
        made += [_settings(given), *projects(given), *applications(plan, given)]
        made += components(plan, given)
    return (*made, *_kustomizations(made))


def _settings(given: GitOps) -> Document:
    body: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": "argocd-cm",
            "namespace": given.namespace,
            "labels": {
                "app.kubernetes.io/name": "argocd-cm",
                "app.kubernetes.io/part-of": "argocd",
            },
        },
        "data": {"resource.customizations.health.argoproj.io_Application": _HEALTH},
    }
    return Document(
        path=f"{BOOTSTRAP}/configmap-argocd-cm.yaml",
        format="yaml",
        body=body,
        title="How Argo CD tells that an application is healthy",
        sources=(given.source,),
    )


def _kustomizations(made: list[Document]) -> list[Document]:
    names: dict[str, list[str]] = {}
    for one in made:
        folder, _, name = one.path.rpartition("/")
        names.setdefault(folder, []).append(name)
    return [
        Document(
            path=f"{folder}/kustomization.yaml",
            format="yaml",
            body={
                "apiVersion": "kustomize.config.k8s.io/v1beta1",
                "kind": "Kustomization",
                "resources": sorted(entries),
            },
            title=f"All objects below {folder}",
        )
        for folder, entries in names.items()
    ]
