"""Where the programs of the stack are, for those that write them."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from observability.compile.network import Peer, peer, prometheus_pods
from observability.compile.plan import Plan
from observability.compile.stack import program_pods
from observability.model.stack import Monitoring
from observability.render.document import Document
from observability.render.kubernetes.stack.unit import Call

__all__ = ["Context"]


@attrs.frozen(kw_only=True)
class Context:
    """The stack of *plan*, and the *documents* of the other outputs that it reads."""

    plan: Plan
    stack: Monitoring
    documents: Sequence[Document]

    @property
    def namespace(self) -> str:
        """The namespace of everything that runs once."""
        return prometheus_pods(self.plan.catalog).namespace

    @property
    def logs(self) -> Call:
        """The Elasticsearch that keeps logs and traces."""
        port = self.stack.logs.port
        return Call(peer=peer(self.stack.logs), ports=(port,) if port else ())

    def program(self, name: str) -> Peer:
        """Return the pods of the program *name*."""
        return program_pods(self.plan.catalog, name)
