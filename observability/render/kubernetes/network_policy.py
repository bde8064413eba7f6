"""NetworkPolicy: who may call a service, and whom it may call; the declared connections alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from observability.compile.network import Addresses, Edge, Peer, peer
from observability.compile.plan import Plan
from observability.model.service import Service
from observability.render.document import Commented, Document
from observability.render.kubernetes.objects import selector, service_object

__all__ = ["network_policy", "peers", "policy_spec"]


def network_policy(service: Service, plan: Plan) -> Document:
    """Return the policy of *service*; DNS is allowed to all pods of the namespace elsewhere."""
    own = peer(service)
    callers = [edge for edge in plan.network if edge.server == own]
    return service_object(
        service,
        plan,
        "NetworkPolicy",
        {"spec": policy_spec(own, selector(service), plan)},
        version="networking.k8s.io/v1",
        sources=[edge.source for edge in callers],
    )


def policy_spec(own: Peer, labels: Mapping[str, str], plan: Plan) -> dict[str, Any]:
    """Return the declared connections of *own*, whose pods have *labels*, and no others."""
    callers = [edge for edge in plan.network if edge.server == own]
    called = [edge for edge in plan.network if edge.client == own]
    return {
        "podSelector": {"matchLabels": dict(labels)},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [_rule(edge, "from", edge.client) for edge in callers],
        "egress": [_rule(edge, "to", edge.server) for edge in called],
    }


def _rule(edge: Edge, direction: str, other: Peer) -> Commented:
    rule = {direction: peers(other), "ports": [{"protocol": "TCP", "port": edge.port}]}
    return Commented(f"{edge.why}.", rule)


def peers(peer: Peer) -> list[dict[str, Any]]:
    """Return *peer* as the items of ``from`` or ``to``.

    Namespace and pods stand in one item: both must hold. In two items, either would do.
    """
    if isinstance(peer, Addresses):
        return [{"ipBlock": {"cidr": cidr}} for cidr in peer.cidrs]
    namespace = {"matchLabels": {"kubernetes.io/metadata.name": peer.namespace}}
    item: dict[str, Any] = {"namespaceSelector": namespace}
    if peer.labels:
        item["podSelector"] = {"matchLabels": dict(peer.labels)}
    return [item]
