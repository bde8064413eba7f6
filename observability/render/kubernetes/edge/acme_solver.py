"""NetworkPolicy of the pods that answer a certificate authority's challenges over HTTP."""

from __future__ import annotations

from observability.compile.network import peer
from observability.compile.plan import Plan
from observability.model.edge import Edge
from observability.render.document import Document
from observability.render.kubernetes.edge.objects import edge_object
from observability.render.kubernetes.network_policy import peers

__all__ = ["acme_solver"]

# https://cert-manager.io/docs/configuration/acme/http01/
_LABEL, _PORT = "acme.cert-manager.io/http01-solver", 8089


def acme_solver(edge: Edge, plan: Plan) -> Document:
    """Return the policy that lets the ingress controller reach cert-manager's solvers.

    They come for a minute, into the namespace of the Ingress, which is closed.
    """
    spec = {
        "podSelector": {"matchLabels": {_LABEL: "true"}},
        "policyTypes": ["Ingress"],
        "ingress": [
            {"from": peers(peer(edge.ingress)), "ports": [{"protocol": "TCP", "port": _PORT}]}
        ],
    }
    return edge_object(edge, plan, "NetworkPolicy", "acme-solver", spec)
