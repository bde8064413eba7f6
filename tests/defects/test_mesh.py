"""Defects of the guide's mesh, in the estate and in a catalog with a canary, which has none."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from observability import External
from observability.model.catalog import Catalog
from tests.kubernetes_catalog import estate, objects
from tests.kubernetes_policies import Pod, allowed
from tests.mesh_catalog import meshed

_BOTH = pytest.mark.parametrize("of", [meshed, estate])
_Of = Callable[[], Catalog]


def _kind(of: _Of, kind: str) -> list[dict[str, Any]]:
    return [one for one in _objects(of).values() if one["kind"] == kind]


@cache
def _objects(of: _Of) -> dict[str, dict[str, Any]]:
    return objects(of())


def _pods(of: _Of) -> list[tuple[str, dict[str, str], dict[str, Any]]]:
    """Return namespace, labels and template of each workload."""
    every = [*_kind(of, "Deployment"), *_kind(of, "StatefulSet")]
    templates = [(one["metadata"]["namespace"], one["spec"]["template"]) for one in every]
    return [(where, one["metadata"]["labels"], one) for where, one in templates]


def _in_mesh(of: _Of) -> set[str]:
    return {one.namespace for one in of().environments if one.mesh}


@_BOTH
def test_a20_a_version_is_seen_in_the_metrics(of: _Of) -> None:
    """A20: the pods of every subset have the label that the scrape turns into ``version``."""
    subsets = [sub for one in _kind(of, "DestinationRule") for sub in one["spec"]["subsets"]]

    assert subsets
    assert all(set(one["labels"]) == {"version"} for one in subsets)


@_BOTH
def test_b23_prometheus_and_the_sidecar_agree_on_the_port(of: _Of) -> None:
    """B23: metrics are not merged, and the port that is scraped is not the sidecar's."""
    found = 0
    for where, _, template in _pods(of):
        ports = [
            port["containerPort"]
            for container in template["spec"]["containers"]
            for port in container.get("ports", [])
            if port["name"] == "metrics"
        ]
        if where in _in_mesh(of) and ports:
            found += 1
            notes = template["metadata"]["annotations"]
            excluded = notes["traffic.sidecar.istio.io/excludeInboundPorts"].split(",")

            assert "false" == notes["prometheus.istio.io/merge-metrics"]
            assert set(map(str, ports)) <= set(excluded)

    assert found


@_BOTH
def test_d6_sidecars_reach_istiod(of: _Of) -> None:
    """D6: no policy keeps a pod of the mesh from its certificates."""
    istiod = Pod("istio-system", {"app": "istiod"})
    policies = _kind(of, "NetworkPolicy")
    meshed_pods = [Pod(ns, labels) for ns, labels, _ in _pods(of) if ns in _in_mesh(of)]

    assert meshed_pods
    assert [] == [pod for pod in meshed_pods if not allowed(policies, pod, istiod, 15012)]


@_BOTH
def test_d18_a_virtual_service_has_callers_in_the_mesh(of: _Of) -> None:
    """D18: weights are given only where a caller has the sidecar that applies them."""
    catalog = of()
    inside = {
        called.name
        for caller in catalog.services
        if caller.environment.mesh and not isinstance(caller.workload, External)
        for called in caller.depends_on
    }
    split = [
        one["metadata"]["name"]
        for one in _kind(of, "VirtualService")
        if any(len(route["route"]) > 1 for route in one["spec"]["http"])
    ]

    assert [] == [name for name in split if name not in inside]


@_BOTH
def test_d19_every_subset_has_pods(of: _Of) -> None:
    """D19: each subset is a version that a workload runs, and no route leads to another."""
    running = [(where, labels) for where, labels, _ in _pods(of)]
    known = set()
    for rule in _kind(of, "DestinationRule"):
        name, where = rule["metadata"]["name"], rule["metadata"]["namespace"]
        for subset in rule["spec"]["subsets"]:
            wanted = {"app.kubernetes.io/name": name, **subset["labels"]}
            known.add((rule["spec"]["host"], subset["name"]))

            assert any(ns == where and wanted.items() <= has.items() for ns, has in running)

    assert known >= {
        (end["destination"]["host"], end["destination"]["subset"])
        for one in _kind(of, "VirtualService")
        for route in one["spec"]["http"]
        for end in route["route"]
    }


@_BOTH
def test_d19_weights_add_up(of: _Of) -> None:
    """D19: the shares of a route are a hundred percent."""
    sums = [
        sum(end["weight"] for end in route["route"])
        for one in _kind(of, "VirtualService")
        for route in one["spec"]["http"]
    ]

    assert {100} == set(sums)


@_BOTH
def test_d20_ejection_is_spelled_as_istiod_reads_it(of: _Of) -> None:
    """D20: the field that is read is there, the one that is ignored is not."""
    rules = [
        one["spec"]["trafficPolicy"]["outlierDetection"] for one in _kind(of, "DestinationRule")
    ]

    assert rules
    assert all("consecutive5xxErrors" in one for one in rules)
    assert [] == [one for one in rules if "consecutiveErrors" in one]


@_BOTH
def test_d21_istio_is_asked_in_its_current_version(of: _Of) -> None:
    """D21: every object of the mesh is v1."""
    versions = {one["apiVersion"] for one in _objects(of).values() if "istio" in one["apiVersion"]}

    assert {"networking.istio.io/v1", "security.istio.io/v1", "telemetry.istio.io/v1"} == versions


@_BOTH
def test_d22_connections_are_kept(of: _Of) -> None:
    """D22: no number of requests ends a connection."""
    pools = [one["spec"]["trafficPolicy"]["connectionPool"] for one in _kind(of, "DestinationRule")]

    assert pools
    assert [] == [one for one in pools if "maxRequestsPerConnection" in one["http"]]


@_BOTH
def test_d23_ports_say_what_they_speak(of: _Of) -> None:
    """D23: each port has a name, and the application's says its protocol."""
    ports = [port for one in _kind(of, "Service") for port in one["spec"]["ports"]]

    assert ports
    assert [] == [port for port in ports if not port.get("name")]


@_BOTH
def test_d24_the_mesh_demands_identity(of: _Of) -> None:
    """D24: each namespace in the mesh is STRICT, and each service names its callers."""
    strict = {
        one["metadata"]["namespace"]
        for one in _kind(of, "PeerAuthentication")
        if "selector" not in one["spec"] and one["spec"]["mtls"]["mode"] == "STRICT"
    }
    open_ports = {
        one["metadata"]["name"]
        for one in _kind(of, "PeerAuthentication")
        if "PERMISSIVE" in str(one["spec"].get("portLevelMtls"))
    }
    guarded = {one["metadata"]["name"] for one in _kind(of, "AuthorizationPolicy")}

    assert _in_mesh(of) == strict
    assert {one["metadata"]["name"] for one in _kind(of, "DestinationRule")} == (
        open_ports | guarded
    )
