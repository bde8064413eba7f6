"""Which connections follow from the definitions."""

from __future__ import annotations

import attrs

from observability import External, Port, Service
from observability.base.labels import Labels
from observability.compile.network import Addresses, Pods, edges, peer, prometheus_pods
from tests.kubernetes_catalog import (
    DATABASE,
    EDGE,
    LIVE,
    STORE,
    TEAM,
    WEB,
    WORKER,
    catalog,
    with_workload,
)

_WEB = Pods(namespace="shop-live", labels=Labels({"app.kubernetes.io/name": "web"}))
_PROMETHEUS = Pods(namespace="monitoring", labels=Labels({"app.kubernetes.io/name": "prometheus"}))


def _ports(client: object, server: object) -> list[int]:
    every = edges(catalog())
    return [edge.port for edge in every if edge.client == client and edge.server == server]


def test_pods_are_called_at_the_container_port() -> None:
    """A call to pods goes to the port of the container, not to that of the Service object."""
    assert [8200] == _ports(_WEB, peer(STORE))


def test_addresses_are_called_at_their_port() -> None:
    """A call to something outside the cluster goes to its addresses and its port."""
    assert Addresses(cidrs=("10.1.0.0/16",)) == peer(DATABASE)
    assert [5432] == _ports(_WEB, peer(DATABASE))


def test_ingress_controller_calls_its_dependants() -> None:
    """An External in the cluster is its pods in its own namespace."""
    assert Pods(namespace="edge-system", labels=Labels({"app": "e"})) == peer(EDGE)
    assert [3000] == _ports(peer(EDGE), _WEB)


def test_prometheus_reaches_every_metrics_port() -> None:
    """Prometheus scrapes pods with a metrics port, and no others."""
    assert [9090] == _ports(_PROMETHEUS, _WEB)
    assert [8201] == _ports(_PROMETHEUS, peer(STORE))
    assert [] == _ports(_PROMETHEUS, peer(WORKER))


def test_nothing_is_called_that_is_not_depended_on() -> None:
    """Two services without a dependency have no edge, in either direction."""
    assert [] == _ports(peer(WORKER), _WEB)
    assert [] == _ports(_WEB, peer(WORKER))
    assert [] == _ports(peer(STORE), _WEB)


def test_prometheus_is_the_service_scraped_at_localhost() -> None:
    """Where Prometheus is defined as a service, its namespace and pods are taken from there."""
    own = External(exporter="localhost:9090", port=9090, namespace="watch", pods={"app": "prom"})
    prometheus = Service(
        name="prometheus", team=TEAM, environment=LIVE, description="Watches.", workload=own
    )

    found = prometheus_pods(catalog(WEB, prometheus))

    assert Pods(namespace="watch", labels=Labels({"app": "prom"})) == found


def test_edge_names_its_reason_and_its_place() -> None:
    """An edge says why it is there and which definition declares it."""
    found = next(edge for edge in edges(catalog()) if edge.server == peer(STORE))

    assert "web calls store" == found.why
    assert WEB.source == found.source


def test_dependency_port_follows_the_definition() -> None:
    """A changed http port of a dependency changes the edge of its callers."""
    store = with_workload(STORE, http=Port(number=8300))
    web = attrs.evolve(WEB, depends_on=[store])

    assert 8300 in [edge.port for edge in edges(catalog(web)) if edge.server == peer(store)]
