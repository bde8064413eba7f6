"""Files that pods read: written as they are, and made into ConfigMaps by kustomize.

Kustomize puts a hash of the content behind the name, and the same name into the pods that mount it:
a changed file is a new rollout.
"""

from __future__ import annotations

from typing import Any

import attrs

from observability.render.document import Document

__all__ = ["CONFIG", "ConfigFiles", "mounted"]

CONFIG = "config"
"""The folder of such files, beside the kustomization that makes a ConfigMap of them."""


@attrs.frozen(kw_only=True)
class ConfigFiles:
    """The ConfigMap *name* of *files*, each below ``<folder>/config/``."""

    folder: str
    name: str
    namespace: str
    files: tuple[Document, ...]

    @property
    def generator(self) -> dict[str, Any]:
        """The entry of the kustomization."""
        paths = [one.path.removeprefix(f"{self.folder}/") for one in self.files]
        return {"name": self.name, "namespace": self.namespace, "files": sorted(paths)}


def mounted(template: dict[str, Any], name: str, path: str) -> dict[str, Any]:
    """Return the pod *template* with the ConfigMap *name* at *path* of its first container."""
    spec = template["spec"]
    first, *others = spec["containers"]
    mount = {"name": f"{name}-{CONFIG}", "mountPath": path, "readOnly": True}
    volume = {"name": f"{name}-{CONFIG}", "configMap": {"name": name}}
    container = first | {"volumeMounts": [*first.get("volumeMounts", []), mount]}
    changed = {
        "containers": [container, *others],
        "volumes": [*spec.get("volumes", []), volume],
    }
    return template | {"spec": spec | changed}
