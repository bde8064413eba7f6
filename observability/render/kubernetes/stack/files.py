"""What the programs of the stack read: the very files of the other outputs, as ConfigMaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from observability.render.document import Document
from observability.render.kubernetes.config_files import CONFIG, ConfigFiles
from observability.render.kubernetes.stack.objects import unit_folder

__all__ = ["Tree", "alertmanager_tree", "grafana_trees", "prometheus_tree"]


@attrs.frozen(kw_only=True)
class Tree:
    """ConfigMaps, and the volume that shows them as one folder."""

    configs: tuple[ConfigFiles, ...]
    volume: dict[str, Any]


def prometheus_tree(documents: Sequence[Document], namespace: str) -> Tree:
    """Return ``prometheus.yml`` with its rules beside it, where it looks for them."""
    settings = _below(documents, "prometheus/prometheus.yml")
    rules = _below(documents, "prometheus/rules/")
    configs = {"prometheus-config": settings, "prometheus-rules": rules}
    return _tree("prometheus", "config", configs, "prometheus/", namespace)


def alertmanager_tree(
    documents: Sequence[Document], namespace: str, secret: str, keys: Sequence[str]
) -> Tree:
    """Return ``alertmanager.yml`` with templates and, from *secret*, the files of its *keys*."""
    settings = _below(documents, "alertmanager/alertmanager.yml")
    templates = _below(documents, "alertmanager/templates/")
    configs = {"alertmanager-config": settings, "alertmanager-templates": templates}
    tree = _tree("alertmanager", "config", configs, "alertmanager/", namespace)
    items = [{"key": key, "path": f"secrets/{key}"} for key in keys]
    sources = tree.volume["projected"]["sources"]
    projected = {"sources": [*sources, {"secret": {"name": secret, "items": items}}]}
    return attrs.evolve(tree, volume=tree.volume | {"projected": projected})


def grafana_trees(documents: Sequence[Document], namespace: str) -> tuple[Tree, Tree]:
    """Return the provisioning, and the dashboards: each in a ConfigMap of its own, for its size."""
    provisioning = _below(documents, "grafana/provisioning/")
    boards = _below(documents, "grafana/dashboards/")
    each = {f"dashboard-{_file(one).removesuffix('.json')}": [one] for one in boards}
    head = "grafana/provisioning/"
    return (
        _tree("grafana", "provisioning", {"grafana-provisioning": provisioning}, head, namespace),
        _tree("grafana", "dashboards", each, "grafana/dashboards/", namespace),
    )


def _below(documents: Sequence[Document], path: str) -> list[Document]:
    return [one for one in documents if one.path.startswith(path)]


def _file(document: Document) -> str:
    return document.path.rpartition("/")[2]


def _tree(
    unit: str, volume: str, maps: dict[str, list[Document]], head: str, namespace: str
) -> Tree:
    """Return the tree of *maps*: the files below *head*, by the name of their ConfigMap."""
    folder = unit_folder(unit)
    configs = tuple(
        ConfigFiles(
            folder=folder,
            name=name,
            namespace=namespace,
            files=tuple(_copy(one, f"{folder}/{CONFIG}/{name}") for one in files),
        )
        for name, files in maps.items()
        if files
    )
    sources = [
        {"configMap": {"name": name, "items": [_item(one, head) for one in files]}}
        for name, files in maps.items()
        if files
    ]
    return Tree(configs=configs, volume={"name": volume, "projected": {"sources": sources}})


def _item(document: Document, head: str) -> dict[str, str]:
    return {"key": _file(document), "path": document.path.removeprefix(head)}


def _copy(document: Document, folder: str) -> Document:
    """Return *document* once more, below the kustomization that reads it: it may read no other."""
    return attrs.evolve(document, path=f"{folder}/{_file(document)}")
