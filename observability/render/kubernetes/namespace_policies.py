"""NetworkPolicies of a whole namespace: nothing is allowed, but everybody may resolve names."""

from __future__ import annotations

from observability.compile.network import DNS, DNS_PORT
from observability.model.environment import Environment
from observability.render.document import Document
from observability.render.kubernetes.network_policy import peers
from observability.render.kubernetes.objects import environment_object

__all__ = ["default_deny", "dns"]

_VERSION, _KIND = "networking.k8s.io/v1", "NetworkPolicy"


def default_deny(environment: Environment) -> Document:
    """Return the policy that closes the namespace of *environment* in both directions."""
    spec = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    return environment_object(environment, _VERSION, _KIND, "default-deny", {"spec": spec})


def dns(environment: Environment) -> Document:
    """Return the policy that lets pods resolve names; long answers come over TCP."""
    ports = [{"protocol": protocol, "port": DNS_PORT} for protocol in ("UDP", "TCP")]
    spec = {
        "podSelector": {},
        "policyTypes": ["Egress"],
        "egress": [{"to": peers(DNS), "ports": ports}],
    }
    return environment_object(environment, _VERSION, _KIND, "dns", {"spec": spec})
