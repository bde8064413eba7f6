"""Applications of the programs of others: charts, and folders in other people's repositories.

https://argo-cd.readthedocs.io/en/stable/user-guide/multiple_sources/
"""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.model.cluster import SECURITY_LEVELS, Chart, Component, GitFolder
from observability.model.delivery import GitOps
from observability.render.argocd.application import POLICY
from observability.render.argocd.objects import APPLICATIONS, CLUSTER, argo_object
from observability.render.document import Document

__all__ = ["components"]

_PROJECT, _OURS, _SYSTEM = "components", "ours", "kube-system"
_PROJECT_WAVE = -100
_LABELS = "pod-security.kubernetes.io"
_ADMISSION = "admissionregistration.k8s.io"
# What installs controllers: their kinds, their rights, and how the API server asks them.
_CLUSTER_KINDS = (
    ("", "Namespace"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"),
    ("apiregistration.k8s.io", "APIService"),
    (_ADMISSION, "MutatingWebhookConfiguration"),
    (_ADMISSION, "ValidatingAdmissionPolicy"),
    (_ADMISSION, "ValidatingAdmissionPolicyBinding"),
    (_ADMISSION, "ValidatingWebhookConfiguration"),
    ("networking.k8s.io", "IngressClass"),
    ("rbac.authorization.k8s.io", "ClusterRole"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
)


def components(plan: Plan, given: GitOps) -> tuple[Document, ...]:
    """Return an application for each component that Argo CD installs, and their project."""
    found = [one for one in plan.catalog.cluster if isinstance(one, Component) and one.sources]
    if not found:
        return ()
    wave = min((one.wave for one in given.folders), default=0) - 1
    return (
        _project(given, found),
        *(
            argo_object(
                given, APPLICATIONS, "Application", one.name, _spec(given, one, found), wave=wave
            )
            for one in found
        ),
    )


def _project(given: GitOps, found: list[Component]) -> Document:
    theirs = [source.repository for one in found for source in one.sources]
    # Leases of controllers are in the namespace of the system, wherever they run themselves.
    namespaces = dict.fromkeys([*(one.namespace for one in found), _SYSTEM])
    spec = {
        "description": "Programs of others, in the versions that are declared.",
        "sourceRepos": [given.repository, *dict.fromkeys(theirs)],
        "destinations": [
            {"server": CLUSTER, "namespace": one} for one in dict.fromkeys(namespaces)
        ],
        "clusterResourceWhitelist": [
            {"group": group, "kind": kind} for group, kind in _CLUSTER_KINDS
        ],
    }
    return argo_object(given, APPLICATIONS, "AppProject", _PROJECT, spec, wave=_PROJECT_WAVE)


def _spec(given: GitOps, one: Component, every: list[Component]) -> dict[str, Any]:
    needs_ours = any(isinstance(source, Chart) and source.values for source in one.sources)
    ours = {"repoURL": given.repository, "targetRevision": given.branch, "ref": _OURS}
    sources = [_source(given, source) for source in one.sources]
    return {
        "project": _PROJECT,
        "sources": [*sources, *([ours] if needs_ours else [])],
        "destination": {"server": CLUSTER, "namespace": one.namespace},
        "syncPolicy": _policy(one.namespace, every),
        "ignoreDifferences": [_trust("Mutating"), _trust("Validating")],
        "revisionHistoryLimit": 10,
    }


def _source(given: GitOps, source: Chart | GitFolder) -> dict[str, Any]:
    if isinstance(source, GitFolder):
        where = {"repoURL": source.repository, "targetRevision": source.revision}
        return {**where, "path": source.path}
    found: dict[str, Any] = {
        "repoURL": source.repository,
        "chart": source.name,
        "targetRevision": source.version,
    }
    helm: dict[str, Any] = {}
    if source.values:
        helm["valueFiles"] = [f"${_OURS}/{given.out}/{source.values}"]
    if source.settings:
        helm["parameters"] = [
            {"name": name, "value": value} for name, value in source.settings.items()
        ]
    return {**found, "helm": helm} if helm else found


def _policy(namespace: str, every: list[Component]) -> dict[str, Any]:
    """Return how it is synchronised.

    Its namespace is made with it, with the labels that the folder of the cluster gives it later:
    the first pods are then judged alike, and the two agree for ever.
    """
    if namespace == _SYSTEM:
        return POLICY
    wanted = [one.security for one in every if one.namespace == namespace]
    level = min(wanted, key=SECURITY_LEVELS.index)
    levels = {"enforce": level, "audit": "restricted", "warn": "restricted"}
    labels = {f"{_LABELS}/{mode}": value for mode, value in levels.items()}
    options = [
        "CreateNamespace=true" if "CreateNamespace" in one else one for one in POLICY["syncOptions"]
    ]
    return {
        **POLICY,
        "syncOptions": options,
        "managedNamespaceMetadata": {"labels": labels},
    }


def _trust(kind: str) -> dict[str, Any]:
    """Return that whom webhooks trust, and since when, is written by the programs themselves."""
    return {
        "group": _ADMISSION,
        "kind": f"{kind}WebhookConfiguration",
        "jqPathExpressions": [".webhooks[]?.clientConfig.caBundle", ".webhooks[]?.failurePolicy"],
    }
