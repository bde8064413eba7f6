"""An object that nothing applies, or that its project in Argo CD refuses.

Why: what no application reads stays a file; and one object that a project does not allow fails the
sync of all that its application has. Judged where there are applications.
Source: https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
Severity: error.
Bad:
    storage_class("fast")
    gitops(cluster_kinds=["Namespace"])
Good:
    storage_class("fast")
    gitops(cluster_kinds=["Namespace", "StorageClass.storage.k8s.io"])
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observability.lint.finding import Finding, Severity
from observability.lint.manifests import Manifest
from observability.lint.view import View

RULE = "delivery/refused"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every object that Argo CD would not apply."""
    argo = [one for one in view.manifests if one.group == "argoproj.io"]
    applications = [one for one in argo if one.kind == "Application"]
    projects = {one.name: one.spec for one in argo if one.kind == "AppProject"}
    for one in view.manifests if applications else ():
        why = _refusal(one, applications, projects)
        if why:
            yield Finding(
                rule=RULE,
                severity=Severity.ERROR,
                message=f"{one.kind} {one.name!r} {why[0]}",
                help=why[1],
                path=one.path,
                source=view.document_source(one.path),
            )


def _refusal(
    one: Manifest, applications: list[Manifest], projects: dict[str, dict[str, Any]]
) -> tuple[str, str] | None:
    top, _, rest = one.path.partition("/")
    if top != "kubernetes":
        return None
    folder = f"{top}/{rest.partition('/')[0]}"
    paths = {
        app.spec["source"]["path"]: app.spec["project"]
        for app in applications
        if "source" in app.spec
    }
    project = next((paths[path] for path in paths if f"/{path}".endswith(f"/{folder}")), None)
    if project is None:
        return f"is in {folder}, which no application reads", _FOLDER
    spec = projects.get(project, {})
    if one.namespace:
        allowed = [place["namespace"] for place in spec.get("destinations", ())]
        if one.namespace not in allowed:
            return f"is in {one.namespace}, which is none of project {project}'s", _NAMESPACE
        return None
    kinds = [(kind["group"], kind["kind"]) for kind in spec.get("clusterResourceWhitelist", ())]
    if (one.group, one.kind) in kinds:
        return None
    full = ".".join(filter(None, (one.kind, one.group)))
    return (
        f"is not allowed in project {project}",
        f'add "{full}" to the cluster_kinds of its Folder',
    )


_FOLDER = "give GitOps a Stage for the environment, or a Folder"
_NAMESPACE = "add it to the namespaces of its Folder"
