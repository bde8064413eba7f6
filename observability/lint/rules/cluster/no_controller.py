"""A custom resource has no component that serves its kind.

Why: the API server refuses a kind that nobody has defined, and of an object that no program looks
at nothing comes. Judged where components are declared.
Source: https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/
Severity: error.
Bad:
    component(provides=["cert-manager.io/Certificate"])
    custom("external-secrets.io/v1", "ExternalSecret")
Good:
    component(provides=["external-secrets.io/ExternalSecret"])
    custom("external-secrets.io/v1", "ExternalSecret")
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.lint.finding import Finding, Severity
from observability.lint.view import View
from observability.model.cluster import Component

RULE = "cluster/no-controller"

# https://kubernetes.io/docs/reference/kubernetes-api/
_BUILT_IN = (
    "",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "apps",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
)


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every object whose kind no declared component provides."""
    components = [one for one in view.catalog.cluster if isinstance(one, Component)]
    provided = {kind for one in components for kind in one.provides}
    for one in view.manifests if components else ():
        kind = f"{one.group}/{one.kind}"
        if one.group not in _BUILT_IN and kind not in provided:
            yield Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=f"{one.kind} {one.name!r} is served by no component",
                help=f'declare the Component(provides=["{kind}"]) that serves it',
                path=one.path,
                source=view.document_source(one.path),
            )
