"""What is there once in the cluster: classes of volumes and pods, issuers of certificates."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.model.cluster import (
    ClusterIssuer,
    ClusterObject,
    Component,
    PriorityClass,
    SecretStore,
    StorageClass,
)
from observability.render.document import Document
from observability.render.kubernetes.objects import ROOT

__all__ = ["cluster_objects"]


def cluster_objects(plan: Plan) -> tuple[Document, ...]:
    """Return the classes and issuers; components are installed by their own makers' manifests."""
    found = (_object(one) for one in plan.catalog.cluster)
    return tuple(document for document in found if document is not None)


def _object(one: ClusterObject) -> Document | None:
    match one:
        case StorageClass():
            return _document(one, "storage.k8s.io/v1", _storage(one))
        case PriorityClass():
            content = {"value": one.value, "description": one.description}
            return _document(one, "scheduling.k8s.io/v1", content)
        case SecretStore():
            return _document(one, "external-secrets.io/v1", _store(one), "ClusterSecretStore")
        case ClusterIssuer():
            return _document(one, "cert-manager.io/v1", {"spec": {"acme": _acme(one)}})
        case Component() | _:
            return None


def _storage(one: StorageClass) -> dict[str, Any]:
    return {
        "provisioner": one.provisioner,
        "parameters": dict(one.parameters),
        "reclaimPolicy": "Retain" if one.retain else "Delete",
        "volumeBindingMode": "WaitForFirstConsumer",
        "allowVolumeExpansion": True,
    }


def _store(one: SecretStore) -> dict[str, Any]:
    namespace, _, name = one.account.partition("/")
    account = {"name": name, "namespace": namespace}
    aws = {
        "service": "SecretsManager",
        "region": one.region,
        "auth": {"jwt": {"serviceAccountRef": account}},
    }
    return {"spec": {"provider": {"aws": aws}}}


def _acme(one: ClusterIssuer) -> dict[str, Any]:
    solver = {"http01": {"ingress": {"ingressClassName": one.ingress_class}}}
    return {
        "server": one.server,
        "email": one.email,
        "privateKeySecretRef": {"name": f"{one.name}-account"},
        "solvers": [solver],
    }


def _document(
    one: ClusterObject, version: str, content: dict[str, Any], kind: str = ""
) -> Document:
    kind = kind or type(one).__name__
    return Document(
        path=f"{ROOT}/cluster/{kind.lower()}-{one.name}.yaml",
        format="yaml",
        body={"apiVersion": version, "kind": kind, "metadata": {"name": one.name}, **content},
        title=f"{kind} {one.name}",
        sources=(one.source,),
    )
