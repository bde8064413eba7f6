"""Namespace: with the Pod Security level that its pods are held to, and the mesh they are in."""

from __future__ import annotations

from observability.base.source import Source
from observability.compile.network import Pods, peer, prometheus_pods
from observability.compile.plan import Plan
from observability.model.catalog import Catalog
from observability.model.cluster import SECURITY_LEVELS, Component
from observability.model.environment import Environment
from observability.render.document import Document
from observability.render.kubernetes.objects import ROOT

__all__ = ["namespaces"]

_PREFIX = "pod-security.kubernetes.io"
# Made by Kubernetes itself; what runs the cluster is in it, and no level would let all of it be.
_SYSTEM = "kube-system"


def namespaces(plan: Plan) -> tuple[Document, ...]:
    """Return the namespaces of the environments, of the components and of what is watched.

    Pods that are written here pass ``restricted`` and are held to it. Elsewhere run others' pods
    (controllers, exporters), some of which would be refused: they must pass ``baseline``, or what
    their component says, and what is not ``restricted`` is warned of and audited.
    """
    catalog = plan.catalog
    own = {one.namespace for one in catalog.environments}
    if not own:
        return ()
    levels, sources = _beside(catalog)
    return (
        *(_of_environment(one) for one in catalog.environments),
        *(
            _namespace(name, levels[name], sources[name])
            for name in levels
            if name not in own and name != _SYSTEM
        ),
    )


def _beside(catalog: Catalog) -> tuple[dict[str, str], dict[str, Source]]:
    """Return the level of every other namespace, and the definition it comes from."""
    components = [one for one in catalog.cluster if isinstance(one, Component)]
    sources = {prometheus_pods(catalog).namespace: catalog.project.source}
    for service in catalog.services:
        found = peer(service)
        if isinstance(found, Pods):
            sources[found.namespace] = service.source
    for component in components:
        sources.setdefault(component.namespace, component.source)
    levels = dict.fromkeys(sources, "baseline")
    for name in levels:
        wanted = [one.security for one in components if one.namespace == name]
        levels[name] = min(wanted, key=SECURITY_LEVELS.index, default="baseline")
    return levels, sources


def _of_environment(environment: Environment) -> Document:
    extra = {"istio-injection": "enabled"} if environment.mesh else {}
    return _namespace(environment.namespace, "restricted", environment.source, extra)


def _namespace(
    name: str, level: str, source: Source, extra: dict[str, str] | None = None
) -> Document:
    labels = {
        f"{_PREFIX}/enforce": level,
        f"{_PREFIX}/audit": "restricted",
        f"{_PREFIX}/warn": "restricted",
        **(extra or {}),
    }
    return Document(
        path=f"{ROOT}/cluster/namespace-{name}.yaml",
        format="yaml",
        body={
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": name, "labels": labels},
        },
        title=f"Namespace {name}",
        sources=(source,),
    )
