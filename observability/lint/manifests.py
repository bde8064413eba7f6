"""The objects of the manifests, as plain data with the file that each is in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from observability.lint.plain import plain
from observability.render.document import Document

__all__ = ["Manifest", "manifests"]

_LOCAL = "kustomize.config.k8s.io"


@attrs.frozen(kw_only=True)
class Manifest:
    """An object that is applied to the cluster."""

    path: str
    group: str
    kind: str
    name: str
    namespace: str
    body: dict[str, Any] = attrs.field(eq=False)

    @property
    def spec(self) -> dict[str, Any]:
        """What is wanted of it; empty if it has no such part."""
        found: dict[str, Any] = self.body.get("spec") or {}
        return found

    @property
    def job(self) -> dict[str, Any]:
        """What is wanted of the jobs of a CronJob; of everything else what is wanted of it."""
        found: dict[str, Any] = self.spec.get("jobTemplate", {}).get("spec", self.spec)
        return found

    @property
    def template(self) -> dict[str, Any]:
        """The template of its pods; empty if it makes none."""
        found: dict[str, Any] = self.job.get("template") or {}
        return found if self.kind in _WORKLOADS else {}


_WORKLOADS = ("CronJob", "DaemonSet", "Deployment", "Job", "StatefulSet")


def manifests(documents: Iterable[Document]) -> tuple[Manifest, ...]:
    """Return every object in *documents*; what only kustomize reads is none."""
    found = (_manifest(one) for one in documents if one.format == "yaml")
    return tuple(one for one in found if one is not None)


def _manifest(document: Document) -> Manifest | None:
    body = plain(document.body)
    if not isinstance(body, dict) or not body.get("kind") or "apiVersion" not in body:
        return None
    group = str(body["apiVersion"]).rpartition("/")[0]
    if group == _LOCAL:
        return None
    metadata = body.get("metadata") or {}
    return Manifest(
        path=document.path,
        group=group,
        kind=str(body["kind"]),
        name=str(metadata.get("name", "")),
        namespace=str(metadata.get("namespace", "")),
        body=body,
    )
