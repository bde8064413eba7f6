"""The images that are built here: those that the manifests pull, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from observability.base import naming
from observability.model.delivery import Pipeline
from observability.render.document import Document

__all__ = ["Image", "images"]


@attrs.frozen(kw_only=True)
class Image:
    """An image, without tag and digest, and the services whose pods pull it."""

    image: str
    context: str
    services: tuple[str, ...]


def images(pipeline: Pipeline, documents: tuple[Document, ...]) -> tuple[Image, ...]:
    """Return every image of ours that a container of *documents* names, sorted."""
    found: dict[str, set[str]] = {}
    for document in documents:
        if not document.path.startswith("kubernetes/") or not isinstance(document.body, dict):
            continue
        labels = document.body.get("metadata", {}).get("labels", {})
        for reference in _pulled(document.body):
            name = _repository(reference)
            if name.startswith(f"{pipeline.images}/"):
                found.setdefault(name, set()).add(labels.get(naming.APP_LABEL, ""))
    return tuple(
        Image(
            image=name,
            context=f"{pipeline.sources}/{name.rpartition('/')[2]}",
            services=tuple(sorted(found[name] - {""})),
        )
        for name in sorted(found)
    )


def _pulled(value: Any) -> Iterator[str]:
    """Return the images of all containers in *value*, wherever its kind keeps them."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("containers", "initContainers"):
                yield from (one["image"] for one in inner)
            else:
                yield from _pulled(inner)


def _repository(reference: str) -> str:
    head, slash, last = reference.partition("@")[0].rpartition("/")
    return f"{head}{slash}{last.partition(':')[0]}"
