"""Kustomizations: each folder can be applied by itself, and the folder above applies them all."""

from __future__ import annotations

from collections.abc import Sequence

from observability.render.document import Document
from observability.render.kubernetes.objects import ROOT

__all__ = ["kustomizations"]


def kustomizations(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return a kustomization for every folder of *documents*, and for every folder above."""
    entries: dict[str, list[str]] = {}
    for document in documents:
        folder, _, entry = document.path.rpartition("/")
        while folder.startswith(ROOT):
            known = entries.setdefault(folder, [])
            if entry not in known:
                known.append(entry)
            folder, _, entry = folder.rpartition("/")
    return tuple(_kustomization(folder, sorted(names)) for folder, names in entries.items())


def _kustomization(folder: str, names: list[str]) -> Document:
    return Document(
        path=f"{folder}/kustomization.yaml",
        format="yaml",
        body={
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": names,
        },
        title=f"All objects below {folder}",
    )
