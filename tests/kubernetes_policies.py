"""A reading of the NetworkPolicy specification: who reaches whom under a set of policies.

https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from typing import Any

import attrs

Policy = dict[str, Any]


@attrs.frozen
class Pod:
    """A pod, as policies see it."""

    namespace: str
    labels: dict[str, str] = attrs.field(factory=dict, hash=False)


Endpoint = Pod | str
"""A pod, or an address outside the cluster."""


def allowed(
    policies: Iterable[Policy], client: Endpoint, server: Endpoint, port: int, protocol: str = "TCP"
) -> bool:
    """Tell whether a connection is allowed at both of its ends."""
    every = list(policies)
    at = (protocol, port)
    leaves = _passes(every, "Egress", client, server, at)
    return leaves and _passes(every, "Ingress", server, client, at)


def _passes(
    policies: list[Policy], direction: str, own: Endpoint, other: Endpoint, at: tuple[str, int]
) -> bool:
    if not isinstance(own, Pod):
        return True
    selecting = [
        one["spec"]
        for one in policies
        if one["metadata"]["namespace"] == own.namespace
        and direction in one["spec"]["policyTypes"]
        and _selects(one["spec"]["podSelector"], own.labels)
    ]
    if not selecting:
        return True
    peers = "to" if direction == "Egress" else "from"
    rules = [rule for spec in selecting for rule in spec.get(direction.lower(), [])]
    return any(_has_port(rule, at) and _has_peer(rule.get(peers), other) for rule in rules)


def _has_port(rule: dict[str, Any], at: tuple[str, int]) -> bool:
    ports = rule.get("ports")
    return not ports or any(
        at == (one.get("protocol", "TCP"), one.get("port", at[1])) for one in ports
    )


def _has_peer(peers: list[dict[str, Any]] | None, other: Endpoint) -> bool:
    return not peers or any(_is(peer, other) for peer in peers)


def _is(peer: dict[str, Any], other: Endpoint) -> bool:
    if "ipBlock" in peer:
        return isinstance(other, str) and ip_address(other) in ip_network(peer["ipBlock"]["cidr"])
    if not isinstance(other, Pod):
        return False
    name = {"kubernetes.io/metadata.name": other.namespace}
    return _selects(peer["namespaceSelector"], name) and _selects(
        peer.get("podSelector", {}), other.labels
    )


def _selects(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    wanted = selector.get("matchLabels", {})
    assert set(selector) <= {"matchLabels"}, "this reading knows no matchExpressions"
    return all(labels.get(name) == value for name, value in wanted.items())
