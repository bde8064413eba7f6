"""What all objects of Argo CD have in common."""

from __future__ import annotations

from typing import Any

from observability.model.delivery import GitOps
from observability.render.document import Document

__all__ = ["APPLICATIONS", "BOOTSTRAP", "CLUSTER", "argo_object"]

BOOTSTRAP, APPLICATIONS = "argocd/bootstrap", "argocd/applications"
CLUSTER = "https://kubernetes.default.svc"

# Without it, deleting an application leaves its objects running and owned by nobody. A project
# knows only the name without a path, about which an API server warns where it need not be.
# https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
_FINALIZER = "resources-finalizer.argocd.argoproj.io"
_FINALIZERS = {"Application": f"{_FINALIZER}/foreground", "AppProject": _FINALIZER}


def argo_object(
    given: GitOps,
    folder: str,
    kind: str,
    name: str,
    spec: dict[str, Any],
    *,
    wave: int | None = None,
) -> Document:
    """Return the *kind* called *name* in *folder*, applied in *wave*."""
    metadata: dict[str, Any] = {"name": name, "namespace": given.namespace}
    if wave is not None:
        metadata["annotations"] = {"argocd.argoproj.io/sync-wave": str(wave)}
    metadata["finalizers"] = [_FINALIZERS[kind]]
    return Document(
        path=f"{folder}/{kind.lower()}-{name}.yaml",
        format="yaml",
        body={
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": kind,
            "metadata": metadata,
            "spec": spec,
        },
        title=f"{kind} {name}",
        sources=(given.source,),
    )
