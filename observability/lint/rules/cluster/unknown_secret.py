"""A container wants a key of a secret that no object brings.

Why: the container is not started, and the pod waits for ever. Judged where some object brings a
secret at all.
Source: https://kubernetes.io/docs/concepts/configuration/secret/
Severity: error.
Bad:
    secret("tokens", key="api")
    job(secret="tokens", key="aip")
Good:
    secret("tokens", key="api")
    job(secret="tokens", key="api")
"""

from __future__ import annotations

from collections.abc import Iterator

from observability.lint.finding import Finding, Severity
from observability.lint.manifests import Manifest
from observability.lint.view import View

RULE = "cluster/unknown-secret"


def check(view: View) -> Iterator[Finding]:
    """Yield a finding for every key that a container wants and nobody brings."""
    brought = {key for one in view.manifests for key in _brought(one)}
    for one in view.manifests if brought else ():
        for secret, key in _wanted(one):
            if (one.namespace, secret, key) not in brought:
                yield Finding(
                    rule=RULE,
                    severity=Severity.ERROR,
                    message=f"{one.kind} {one.name!r} wants {key!r} of the secret {secret!r}, which"
                    f" nothing in {one.namespace} brings",
                    help="correct the name, or bring the secret with an ExternalSecret",
                    path=one.path,
                    source=view.document_source(one.path),
                )


def _brought(one: Manifest) -> Iterator[tuple[str, str, str]]:
    match one.kind:
        case "ExternalSecret":
            name = one.spec.get("target", {}).get("name", one.name)
            keys = [item["secretKey"] for item in one.spec.get("data", ())]
        case "SealedSecret":
            name, keys = one.name, list(one.spec.get("encryptedData", ()))
        case "Secret":
            found = one.body.get("data", {}) | one.body.get("stringData", {})
            name, keys = one.name, list(found)
        case _:
            return
    yield from ((one.namespace, name, key) for key in keys)


def _wanted(one: Manifest) -> Iterator[tuple[str, str]]:
    spec = one.template.get("spec", {})
    for container in (*spec.get("initContainers", ()), *spec.get("containers", ())):
        for variable in container.get("env", ()):
            reference = variable.get("valueFrom", {}).get("secretKeyRef")
            if reference and not reference.get("optional"):
                yield reference["name"], reference["key"]
