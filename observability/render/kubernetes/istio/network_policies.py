"""NetworkPolicies of the sidecars: istiod for certificates, the collector for traces."""

from __future__ import annotations

from typing import Any

from observability.base.labels import Labels
from observability.compile.network import Peer, Pods
from observability.compile.plan import Plan
from observability.model.environment import Environment
from observability.render.document import Document
from observability.render.kubernetes.istio.settings import mesh
from observability.render.kubernetes.network_policy import peers
from observability.render.kubernetes.objects import environment_object

__all__ = ["istiod", "tracing"]

# https://istio.io/latest/docs/ops/deployment/application-requirements/#ports-used-by-istio
_ISTIOD = Pods(namespace="istio-system", labels=Labels({"app": "istiod"}))
_XDS_PORT = 15012


def istiod(environment: Environment, plan: Plan) -> Document:
    """Return the policy that lets sidecars fetch certificates and routes."""
    del plan
    return _egress(environment, "istiod", _ISTIOD, _XDS_PORT)


def tracing(environment: Environment, plan: Plan) -> Document | None:
    """Return the policy that lets sidecars send traces, if the collector is in the cluster."""
    name, _, port = mesh(plan).collector.rpartition(":")
    service, _, rest = name.partition(".")
    namespace, _, kind = rest.partition(".")
    if kind.partition(".")[0] != "svc":
        return None
    collector = Pods(namespace=namespace, labels=Labels({"app.kubernetes.io/name": service}))
    return _egress(environment, "tracing", collector, int(port))


def _egress(environment: Environment, name: str, to: Peer, port: int) -> Document:
    ports: list[dict[str, Any]] = [{"protocol": "TCP", "port": port}]
    spec = {
        "podSelector": {},
        "policyTypes": ["Egress"],
        "egress": [{"to": peers(to), "ports": ports}],
    }
    version = "networking.k8s.io/v1"
    return environment_object(environment, version, "NetworkPolicy", name, {"spec": spec})
