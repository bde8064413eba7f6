"""A volume or a pod names a class that the manifests do not have.

Why: a claim of an unknown storage class waits for ever, and so does its pod; a pod of an unknown
priority class is refused. Judged where classes of that kind are declared.
Source: https://kubernetes.io/docs/concepts/storage/storage-classes/
Severity: error.
Bad:
    storage_class("fast")
    volume(storage_class="fats")
Good:
    storage_class("fast")
    volume(storage_class="fast")
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.lint.finding import Finding, Severity
from observability.lint.manifests import Manifest
from observability.lint.view import View

RULE = "cluster/unknown-class"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every reference to a class that is not there."""
    for kind in ("StorageClass", "PriorityClass"):
        known = [one.name for one in view.manifests if one.kind == kind]
        for one in view.manifests if known else ():
            for name in _named(one, kind):
                if name not in known:
                    yield Finding(
                        rule=RULE,
                        severity=Severity.ERROR,
                        message=f"{one.kind} {one.name!r} names the {kind} {name!r}, which is not"
                        " there",
                        help=f"name one of {', '.join(known)}",
                        path=one.path,
                        source=view.document_source(one.path),
                    )


def _named(one: Manifest, kind: str) -> list[str]:
    if kind == "PriorityClass":
        found = one.template.get("spec", {}).get("priorityClassName")
        return [str(found)] if found and not str(found).startswith("system-") else []
    claims = [one.body] if one.kind == "PersistentVolumeClaim" else []
    claims += one.spec.get("volumeClaimTemplates", ())
    named = (claim.get("spec", {}).get("storageClassName") for claim in claims)
    return [str(name) for name in named if name]
