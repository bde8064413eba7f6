"""Who reaches whom, as the specification of network policies says."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from observability.base.labels import Labels
from observability.compile.network import Addresses, Peer, Pods
from observability.lint.policies import Policy, closing, policies
from tests.kubernetes_policies import Pod, allowed
from tests.lint.estate import estate

API = Pods(namespace="shop", labels=Labels({"app": "api"}))
WEB = Pods(namespace="shop", labels=Labels({"app": "web"}))
OTHER = Pods(namespace="other", labels=Labels({"app": "web"}))
INSIDE = Addresses(cidrs=("10.0.1.0/24",))


def _policy(**spec: Any) -> Policy:
    selector = {"podSelector": {"matchLabels": {"app": "api"}}, "policyTypes": ["Ingress"]}
    return Policy(path="policy.yaml", namespace="shop", spec=selector | spec)


def _from(*peers: dict[str, Any], **port: Any) -> Policy:
    return _policy(ingress=[{"from": list(peers), "ports": [{"port": 80} | port]}])


_PODS = {"podSelector": {"matchLabels": {"app": "web"}}}
_NAMES = {"kubernetes.io/metadata.name": "other"}
_CASES: dict[str, tuple[list[Policy], Peer, bool]] = {
    "no policy": ([], WEB, True),
    "nobody is admitted": ([_policy()], WEB, False),
    "anybody is admitted": ([_policy(ingress=[{}])], WEB, True),
    "pods of the policy's own namespace": ([_from(_PODS)], WEB, True),
    "pods of another namespace": ([_from(_PODS)], OTHER, False),
    "that namespace by name": ([_from({"namespaceSelector": {"matchLabels": _NAMES}})], OTHER, True),
    "another port": ([_from(_PODS, port=81)], WEB, False),
    "a range of ports": ([_from(_PODS, port=79, endPort=81)], WEB, True),
    "another protocol": ([_from(_PODS, protocol="UDP")], WEB, False),
    "one of two policies": ([_policy(), _from(_PODS)], WEB, True),
    "addresses within": ([_from({"ipBlock": {"cidr": "10.0.0.0/16"}})], INSIDE, True),
    "addresses in part": ([_from({"ipBlock": {"cidr": "10.0.1.0/25"}})], INSIDE, False),
    "addresses but for some": (
        [_from({"ipBlock": {"cidr": "10.0.0.0/16", "except": ["10.0.1.7/32"]}})], INSIDE, False
    ),
    "a condition on labels": (
        [_from({"podSelector": {"matchExpressions": [
            {"key": "app", "operator": "NotIn", "values": ["web"]}]}})], WEB, False
    ),
}  # fmt: skip


@pytest.mark.parametrize(("every", "client", "is_open"), _CASES.values(), ids=_CASES)
def test_connections(every: list[Policy], client: Peer, is_open: bool) -> None:
    """The connection is open, or the policies that close it are named."""
    closed, _ = closing(every, client, API, 80)

    assert is_open is (not closed)


def test_the_end_that_closes_is_named() -> None:
    """The caller's own policy may keep it inside."""
    egress = _policy(policyTypes=["Egress"])

    assert ((egress,), "egress") == closing([egress], API, WEB, 80)


def test_the_reading_of_the_specification_agrees() -> None:
    """Between all pods and ports of the estate, both readings come to the same."""
    documents = tuple(estate().documents.values())
    every = policies(documents)
    bodies = [{"metadata": {"namespace": one.namespace}, "spec": one.spec} for one in every]
    names = ["learning-orchestrator", "analytics", "adaptive-engine", "bloom-validator", "nobody"]
    pods = [
        Pods(namespace=namespace, labels=Labels({"app.kubernetes.io/name": name}))
        for namespace, name in [
            *product(["quizmentor-prod", "elsewhere"], names),
            ("monitoring", "prometheus"),
            ("ingress-nginx", "ingress-nginx"),
        ]
    ]
    asked = list(product(pods, pods, (3000, 9090, 5432)))
    actual = [not closing(every, client, server, port)[0] for client, server, port in asked]
    plain = {one: Pod(one.namespace, dict(one.labels)) for one in pods}

    assert {True, False} == set(actual)
    assert [
        allowed(bodies, plain[client], plain[server], port) for client, server, port in asked
    ] == actual
