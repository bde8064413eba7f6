"""The objects of one program of the stack: workload, Service, account, network policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from observability.compile.network import DNS, DNS_PORT
from observability.compile.plan import Plan
from observability.compile.stack import HEADLESS
from observability.render.document import Document
from observability.render.kubernetes.network_policy import peers
from observability.render.kubernetes.objects import ROOT
from observability.render.kubernetes.stack.pods import GOSSIP, pod_template, selector
from observability.render.kubernetes.stack.unit import Call, Unit

__all__ = ["FOLDER", "objects", "stack_object", "unit_folder"]

FOLDER = f"{ROOT}/monitoring"
_NAMES = Call(peer=DNS, ports=(DNS_PORT,), udp=(DNS_PORT,))


def unit_folder(name: str) -> str:
    """Return the folder of the program *name*."""
    return f"{FOLDER}/{name}"


def objects(unit: Unit, plan: Plan) -> list[Document]:
    """Return the objects of *unit*."""
    account = {"automountServiceAccountToken": False}
    made = [
        _object(unit, plan, "v1", "ServiceAccount", account),
        _object(unit, plan, "apps/v1", unit.kind, {"spec": _workload(unit, plan)}),
        _object(unit, plan, "v1", "Service", {"spec": _service(unit)}),
        _object(unit, plan, "networking.k8s.io/v1", "NetworkPolicy", {"spec": _policy(unit)}),
    ]
    if unit.kind == "StatefulSet":
        made.append(_object(unit, plan, "v1", "Service", {"spec": _names(unit)}, suffix=HEADLESS))
    if unit.program.replicas > 1:
        budget = {
            "maxUnavailable": 1,
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
            "selector": {"matchLabels": selector(unit)},
        }
        made.append(_object(unit, plan, "policy/v1", "PodDisruptionBudget", {"spec": budget}))
    return made


def _object(
    unit: Unit,
    plan: Plan,
    version: str,
    kind: str,
    content: Mapping[str, Any],
    *,
    suffix: str = "",
) -> Document:
    metadata = {
        "name": f"{unit.name}-{suffix}" if suffix else unit.name,
        "namespace": unit.namespace,
        "labels": selector(unit) | _labels(plan),
    }
    return stack_object(unit, version, kind, metadata, content)


def _labels(plan: Plan) -> dict[str, str]:
    return {
        "app.kubernetes.io/part-of": plan.catalog.project.name,
        "app.kubernetes.io/managed-by": "o11y",
    }


def stack_object(
    unit: Unit, version: str, kind: str, metadata: Mapping[str, Any], content: Mapping[str, Any]
) -> Document:
    """Return an object in the folder of *unit*."""
    head = {"apiVersion": version, "kind": kind, "metadata": dict(metadata)}
    ending = str(metadata["name"]).removeprefix(unit.name)
    return Document(
        path=f"{unit_folder(unit.name)}/{kind.lower()}{ending}.yaml",
        format="yaml",
        body=head | dict(content),
        title=f"{kind} of {unit.name}",
        sources=(unit.source, unit.program.source),
    )


def _workload(unit: Unit, plan: Plan) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "selector": {"matchLabels": selector(unit)},
        "template": pod_template(unit, _labels(plan)),
    }
    if unit.on_each_node:
        return spec
    if not unit.data:
        return {"replicas": 1} | spec
    monitoring = plan.catalog.monitoring
    claim = {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": monitoring.storage_class if monitoring else "",
        "resources": {"requests": {"storage": str(unit.program.storage)}},
    }
    return {
        "replicas": unit.program.replicas,
        "serviceName": f"{unit.name}-{HEADLESS}",
        "podManagementPolicy": "Parallel",
        **spec,
        "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}],
    }


def _service(unit: Unit) -> dict[str, Any]:
    """Return a Service; that of nodes' agents has no address of its own.

    Of several replicas a client keeps to one: each has its own data, and they differ a little.
    """
    address: dict[str, Any] = {"type": "ClusterIP"}
    if unit.on_each_node:
        address = {"clusterIP": "None"}
    if unit.program.replicas > 1:
        address |= {"sessionAffinity": "ClientIP"}
    return {**address, "selector": selector(unit), "ports": _ports(unit)}


def _names(unit: Unit) -> dict[str, Any]:
    """Return the Service that gives each pod a name, even before it is ready.

    Replicas look for each other as they start.
    """
    talk = [
        {
            "name": name,
            "port": unit.gossip,
            "targetPort": name,
            "protocol": protocol,
            "appProtocol": protocol.lower(),
        }
        for protocol, name in (GOSSIP.items() if unit.gossip else ())
    ]
    return {
        "clusterIP": "None",
        "publishNotReadyAddresses": True,
        "selector": selector(unit),
        "ports": [*_ports(unit), *talk],
    }


def _ports(unit: Unit) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "port": number,
            "targetPort": name,
            "protocol": "TCP",
            # The proxies of a mesh send gRPC as HTTP/2 only to a port that says so.
            "appProtocol": "grpc" if name.endswith("grpc") else "http",
        }
        for name, number in unit.ports.items()
    ]


def _policy(unit: Unit) -> dict[str, Any]:
    return {
        "podSelector": {"matchLabels": selector(unit)},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [_rule("from", one) for one in unit.callers],
        "egress": [_rule("to", one) for one in (_NAMES, *unit.calls)],
    }


def _rule(direction: str, call: Call) -> dict[str, Any]:
    ports = [
        *({"protocol": "UDP", "port": number} for number in call.udp),
        *({"protocol": "TCP", "port": number} for number in call.ports),
    ]
    return ({direction: peers(call.peer)} if call.peer else {}) | {"ports": ports}
