"""Kustomizations: each folder can be applied by itself, and the folder above applies them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from observability.render.document import Document
from observability.render.kubernetes.config_files import ConfigFiles
from observability.render.kubernetes.objects import ROOT

__all__ = ["kustomizations"]


def kustomizations(
    documents: Sequence[Document], configs: Sequence[ConfigFiles] = ()
) -> tuple[Document, ...]:
    """Return a kustomization for every folder of *documents*, and for every folder above.

    Each of *configs* is made into a ConfigMap by the kustomization of its folder.
    """
    entries: dict[str, list[str]] = {}
    for document in documents:
        folder, _, entry = document.path.rpartition("/")
        while folder.startswith(ROOT):
            known = entries.setdefault(folder, [])
            if entry not in known:
                known.append(entry)
            folder, _, entry = folder.rpartition("/")
    return tuple(
        _kustomization(folder, sorted(names), [one for one in configs if one.folder == folder])
        for folder, names in entries.items()
    )


def _kustomization(folder: str, names: list[str], configs: Sequence[ConfigFiles]) -> Document:
    made: dict[str, Any] = {}
    if configs:
        made["configMapGenerator"] = [one.generator for one in configs]
    return Document(
        path=f"{folder}/kustomization.yaml",
        format="yaml",
        body={
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": names,
            **made,
        },
        title=f"All objects below {folder}",
    )
