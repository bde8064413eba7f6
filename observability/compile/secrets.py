"""Where secrets are kept: the paths that objects refer to, and that a role may read."""

from __future__ import annotations

from observability.compile.network import prometheus_pods
from observability.model.catalog import Catalog
from observability.model.infrastructure import Infrastructure

__all__ = ["readable", "secret_path"]


def secret_path(catalog: Catalog, holder: str, name: str) -> str:
    """Return where the secret *name* of *holder* is kept: an environment, or a namespace."""
    return f"{catalog.project.name}/{holder}/{name}"


def readable(catalog: Catalog, given: Infrastructure) -> tuple[str, ...]:
    """Return the paths below which the secrets are that the cluster of *given* fetches."""
    cluster = given.environment.cluster
    holders = [one.name for one in catalog.environments if one.cluster == cluster and one.secrets]
    stack = catalog.monitoring
    if stack is not None and catalog.environments[0].cluster == cluster:
        holders += [prometheus_pods(catalog).namespace, stack.agents]
    return tuple(secret_path(catalog, one, "*") for one in holders)
