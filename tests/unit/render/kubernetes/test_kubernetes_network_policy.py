"""The policies, judged by a reading of the specification over every pair of ends."""

from __future__ import annotations

from typing import Any

import pytest

from observability import External, Service
from observability.model.catalog import Catalog
from observability.model.workload import Workload
from tests.kubernetes_catalog import catalog, estate, files, objects, plan
from tests.kubernetes_catalog import documents as render
from tests.kubernetes_policies import Endpoint, Pod, allowed

_APP = "app.kubernetes.io/name"
_PROMETHEUS = Pod("monitoring", {_APP: "prometheus"})
_DNS = Pod("kube-system", {"k8s-app": "kube-dns"})


def _policies(of: Catalog) -> list[dict[str, Any]]:
    return [one for one in objects(of).values() if one["kind"] == "NetworkPolicy"]


def _end(service: Service) -> Endpoint:
    workload = service.workload
    if not isinstance(workload, External):
        return Pod(service.environment.namespace, {_APP: service.name, "version": "any"})
    if workload.namespace:
        return Pod(workload.namespace, dict(workload.pods))
    return workload.cidrs[0].partition("/")[0].rpartition(".")[0] + ".7"


def _strangers(of: Catalog) -> list[Endpoint]:
    own = [Pod(one.namespace, {_APP: "stranger"}) for one in of.environments]
    alike = [
        Pod("elsewhere", {_APP: one.name, "app": "e"})
        for one in of.services
        if not isinstance(one.workload, External)
    ]
    return [*own, *alike, Pod("monitoring"), Pod("elsewhere", {_APP: "prometheus"}), "192.0.2.1"]


def _listens(workload: Workload) -> int | None:
    if isinstance(workload, External):
        return workload.port
    return workload.http.number if workload.http else None


def _declared(of: Catalog) -> list[tuple[Endpoint, Endpoint, int]]:
    """Read the connections from the definitions, past the code that is tested."""
    calls = [
        (_end(one), _end(called), port)
        for one in of.services
        for called in one.depends_on
        if (port := _listens(called.workload)) is not None
    ]
    scrapes = [
        (_PROMETHEUS, _end(one), one.workload.metrics.number)
        for one in of.services
        if not isinstance(one.workload, External) and one.workload.metrics
    ]
    return calls + scrapes


def _ours(of: Catalog, end: Endpoint) -> bool:
    return isinstance(end, Pod) and end.namespace in {one.namespace for one in of.environments}


@pytest.mark.parametrize("of", [catalog, estate])
def test_declared_connections_are_allowed(of: Any) -> None:
    """Each dependency, and each scrape, passes the policies of both ends."""
    policies = _policies(of())

    assert [] == [edge for edge in _declared(of()) if not allowed(policies, *edge)]


@pytest.mark.parametrize("of", [catalog, estate])
def test_nothing_else_is_allowed(of: Any) -> None:
    """Of all pairs of ends and all ports that exist, only the declared ones pass."""
    found, policies = of(), _policies(of())
    ends = [*map(_end, found.services), _PROMETHEUS, *_strangers(found)]
    declared = _declared(found)
    ports = sorted({port for _, _, port in declared} | {22, 53, 80, 443, 9999})
    passing = [
        (client, server, port)
        for client in ends
        for server in ends
        for port in ports
        if _ours(found, client) or _ours(found, server)
        if allowed(policies, client, server, port)
    ]

    assert [] == [one for one in passing if one not in declared]


@pytest.mark.parametrize("protocol", ["TCP", "UDP"])
@pytest.mark.parametrize("of", [catalog, estate])
def test_names_are_resolved_over_both_protocols(of: Any, protocol: str) -> None:
    """Every pod reaches the cluster's DNS; long answers come over TCP."""
    pods = [_end(one) for one in of().services if _ours(of(), _end(one))]

    assert [] == [pod for pod in pods if not allowed(_policies(of()), pod, _DNS, 53, protocol)]


def test_unknown_pods_of_the_namespace_are_shut_in() -> None:
    """A pod without a policy of its own reaches nothing but DNS."""
    stranger, policies = Pod("shop-live", {_APP: "stranger"}), _policies(catalog())

    assert not allowed(policies, stranger, "192.0.2.1", 443)
    assert allowed(policies, stranger, _DNS, 53, "UDP")
    assert not allowed(policies, Pod("elsewhere"), stranger, 80)


def test_calls_are_not_allowed_over_udp() -> None:
    """What is declared is TCP."""
    web, store = Pod("shop-live", {_APP: "web"}), Pod("shop-live", {_APP: "store"})

    assert allowed(_policies(catalog()), web, store, 8200)
    assert not allowed(_policies(catalog()), web, store, 8200, "UDP")


def test_each_rule_says_why_it_is_there() -> None:
    """A reader of the file sees which dependency a rule comes from."""
    text = files(render(catalog()))["kubernetes/live/web/networkpolicy.yaml"].decode()

    assert {f"  # {edge.why}." for edge in plan(catalog()).network if "web" in edge.why} == {
        line for line in text.splitlines() if line.startswith("  # ")
    }
