"""ExternalSecrets of the stack: each credential that a pod of it reads, by reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from observability.compile.plan import Plan
from observability.compile.secrets import secret_path
from observability.render.document import Document
from observability.render.kubernetes.stack.objects import FOLDER
from observability.render.kubernetes.stack.unit import Unit

__all__ = ["external_secrets"]


def external_secrets(units: Sequence[Unit], plan: Plan, store: str) -> list[Document]:
    """Return an object for each Secret that *units* refer to, with the keys they refer to."""
    keys: dict[tuple[str, str], set[str]] = {}
    for unit in units:
        for secret, key in _references(unit):
            keys.setdefault((unit.namespace, secret), set()).add(key)
    return [
        _external(namespace, secret, sorted(keys[namespace, secret]), plan, store)
        for namespace, secret in sorted(keys)
    ]


def _references(unit: Unit) -> Iterator[tuple[str, str]]:
    for one in unit.program.secrets:
        yield one.secret, one.key
    for volume, _ in unit.volumes:
        for source in volume.get("projected", {}).get("sources", []):
            if "secret" in source:
                name = source["secret"]["name"]
                yield from ((name, item["key"]) for item in source["secret"]["items"])


def _external(namespace: str, secret: str, keys: list[str], plan: Plan, store: str) -> Document:
    kept = secret_path(plan.catalog, namespace, secret)
    spec = {
        "refreshInterval": "1h",
        "secretStoreRef": {"kind": "ClusterSecretStore", "name": store},
        "target": {"name": secret, "creationPolicy": "Owner", "deletionPolicy": "Retain"},
        "data": [{"secretKey": key, "remoteRef": {"key": kept, "property": key}} for key in keys],
    }
    return Document(
        path=f"{FOLDER}/secrets/{namespace}/externalsecret-{secret}.yaml",
        format="yaml",
        body={
            "apiVersion": "external-secrets.io/v1",
            "kind": "ExternalSecret",
            "metadata": {"name": secret, "namespace": namespace},
            "spec": spec,
        },
        title=f"ExternalSecret {secret} of {namespace}",
        sources=(plan.catalog.project.source,),
    )
