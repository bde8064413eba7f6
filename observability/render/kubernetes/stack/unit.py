"""A program of the stack as plain facts, from which its objects are written."""

from __future__ import annotations

from typing import Any

import attrs

from observability.base.source import Source
from observability.compile.network import Peer
from observability.model.stack import Program

__all__ = ["ANYWHERE", "Call", "Unit"]

ANYWHERE = None
"""The peer of calls to addresses that are not known beforehand, as the API server's."""


@attrs.frozen(kw_only=True)
class Call:
    """A connection to *ports* of *peer*, or from it; *udp* are ports of that protocol."""

    peer: Peer | None
    ports: tuple[int, ...]
    udp: tuple[int, ...] = ()


@attrs.frozen(kw_only=True)
class Unit:
    """A program: where it runs, what it reads and listens to.

    Args:
        user: The number of the user it runs as.
        health: The paths of its first port that tell whether it lives, and is ready; it lives as
            long as the port is open where it has no page that asks nothing of others.
        metrics: The port that Prometheus scrapes.
        gossip: The port, of TCP and UDP, on which its replicas talk to each other.
        data: Where its volume is mounted, if it keeps data.
        scratch: Folders it may write to; what it writes there is lost with the pod.
        volumes: Further volumes, as a pod has them, with the paths where they are mounted.
        priority: The name of its class of priority.
        token: Whether it talks to the API server.
        reads: Rules of its role there, beside those that it has for what it is.
        on_each_node: Whether it runs on every node, and sees the node.
    """

    name: str
    namespace: str
    program: Program
    ports: dict[str, int]
    source: Source
    user: int = 65534
    args: tuple[str, ...] = ()
    env: dict[str, str] = attrs.field(factory=dict)
    fields: dict[str, str] = attrs.field(factory=dict)
    health: tuple[str, str] | None = None
    metrics: int | None = None
    gossip: int | None = None
    data: str | None = None
    scratch: tuple[str, ...] = ()
    volumes: tuple[tuple[dict[str, Any], str], ...] = ()
    priority: str | None = None
    token: bool = False
    reads: tuple[dict[str, Any], ...] = ()
    on_each_node: bool = False
    callers: tuple[Call, ...] = ()
    calls: tuple[Call, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of its workload."""
        if self.on_each_node:
            return "DaemonSet"
        return "StatefulSet" if self.data else "Deployment"
