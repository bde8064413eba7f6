"""Who reaches whom under the network policies of the manifests.

Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_network
from typing import Any

import attrs

from observability.compile.network import Peer, Pods
from observability.lint.plain import plain
from observability.render.document import Document

__all__ = ["Policy", "closing", "policies"]

Rule = tuple[str, list[dict[str, Any]] | None]
"""The namespace of a policy, and the peers of one of its rules; None or empty: anybody."""


@attrs.frozen(kw_only=True)
class Policy:
    """A NetworkPolicy and the manifest that holds it."""

    path: str
    namespace: str
    spec: dict[str, Any]


def policies(documents: Iterable[Document]) -> tuple[Policy, ...]:
    """Return the policies of all manifests."""
    return tuple(
        Policy(
            path=document.path,
            namespace=document.body["metadata"]["namespace"],
            spec=plain(document.body["spec"]),
        )
        for document in documents
        if document.path.startswith("kubernetes/")
        and isinstance(document.body, dict)
        and document.body.get("kind") == "NetworkPolicy"
    )


def closing(
    every: Iterable[Policy], client: Peer, server: Peer, port: int
) -> tuple[tuple[Policy, ...], str]:
    """Return the policies that close *port* of *server* to *client*, and the end they do it at.

    Nothing is returned if the connection is open. Pods without any policy are open.
    """
    known = tuple(every)
    for own, other, direction in ((client, server, "Egress"), (server, client, "Ingress")):
        selecting = _selecting(known, own, direction)
        peers = "to" if direction == "Egress" else "from"
        rules = [
            (one.namespace, rule.get(peers))
            for one in selecting
            for rule in one.spec.get(direction.lower()) or ()
            if _has_port(rule, port)
        ]
        if selecting and not _admitted(rules, other):
            return selecting, direction.lower()
    return (), ""


def _selecting(every: tuple[Policy, ...], own: Peer, direction: str) -> tuple[Policy, ...]:
    if not isinstance(own, Pods):
        return ()
    return tuple(
        one
        for one in every
        if one.namespace == own.namespace
        and direction in one.spec.get("policyTypes", ["Ingress"])
        and _selects(one.spec["podSelector"], dict(own.labels))
    )


def _admitted(rules: list[Rule], other: Peer) -> bool:
    """Tell whether *rules* let all of *other* through: every one of several address ranges."""
    if isinstance(other, Pods):
        return any(_has_pods(peers, other, namespace) for namespace, peers in rules)
    return all(any(_has_range(peers, cidr) for _, peers in rules) for cidr in other.cidrs)


def _has_port(rule: dict[str, Any], port: int) -> bool:
    ports = rule.get("ports")
    return not ports or any(_is_port(one, port) for one in ports)


def _is_port(item: dict[str, Any], port: int) -> bool:
    if item.get("protocol", "TCP") != "TCP":
        return False
    first = item.get("port", port)
    return first == port or ("endPort" in item and first <= port <= item["endPort"])


def _has_pods(peers: list[dict[str, Any]] | None, other: Pods, home: str) -> bool:
    """Tell whether *other* is among *peers* of a policy of the namespace *home*."""
    if not peers:
        return True
    name = {"kubernetes.io/metadata.name": other.namespace}
    own = {"matchLabels": {"kubernetes.io/metadata.name": home}}
    return any(
        "ipBlock" not in one
        and _selects(one.get("namespaceSelector", own), name)
        and _selects(one.get("podSelector", {}), dict(other.labels))
        for one in peers
    )


def _has_range(peers: list[dict[str, Any]] | None, cidr: str) -> bool:
    if not peers:
        return True
    wanted = ip_network(cidr)
    blocks = [one["ipBlock"] for one in peers if "ipBlock" in one]
    return any(_within(wanted, block) for block in blocks)


def _within(wanted: Any, block: dict[str, Any]) -> bool:
    outer = ip_network(block["cidr"])
    if wanted.version != outer.version or not wanted.subnet_of(outer):
        return False
    return not any(wanted.overlaps(ip_network(one)) for one in block.get("except", ()))


def _selects(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    wanted = selector.get("matchLabels", {})
    return all(labels.get(name) == value for name, value in wanted.items()) and all(
        _holds(one, labels) for one in selector.get("matchExpressions", ())
    )


def _holds(condition: dict[str, Any], labels: dict[str, str]) -> bool:
    value = labels.get(condition["key"])
    match condition["operator"]:
        case "In":
            return value in condition["values"]
        case "NotIn":
            return value not in condition["values"]
        case "Exists":
            return value is not None
    return value is None
