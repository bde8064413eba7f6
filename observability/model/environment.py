"""Where services run."""

from __future__ import annotations

import attrs

from observability.model import check
from observability.model.definition import Definition

__all__ = ["Environment"]


@attrs.frozen(kw_only=True)
class Environment(Definition):
    """A stage of the estate: one namespace in one cluster.

    Args:
        name: The value of the ``environment`` label.
        namespace: The Kubernetes namespace, and the value of the ``namespace`` label.
        cluster: The cluster's name; the external label ``cluster`` of its Prometheus.
        mesh: Whether its pods get a sidecar of Istio.
    """

    name: str = attrs.field(validator=check.dns_label)
    namespace: str = attrs.field(validator=check.dns_label)
    cluster: str = attrs.field(validator=check.dns_label)
    mesh: bool = attrs.field(default=False, validator=check.is_a(bool))
