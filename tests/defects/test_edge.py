"""Defects of the guide's way in that our own estate must not have, each by its id."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from tests.edge_files import controller, gateway_objects, kong
from tests.kubernetes_catalog import estate, objects
from tests.kubernetes_policies import Pod, allowed

_APP = "app.kubernetes.io/name"
_CONTROLLER = Pod("ingress-nginx", {_APP: "ingress-nginx"})
# https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
_NGINX = ("force-ssl-redirect", "proxy-body-size", "proxy-read-timeout", "proxy-send-timeout")
_ANNOTATIONS = {
    "cert-manager.io/cluster-issuer",
    *(f"nginx.ingress.kubernetes.io/{name}" for name in (*_NGINX, "ssl-redirect")),
}


def _kind(kind: str) -> list[dict[str, Any]]:
    return [one for one in objects(estate()).values() if one["kind"] == kind]


def _ingress_paths() -> list[tuple[str, str, str, dict[str, Any]]]:
    """Return namespace, host, path and backend of every rule."""
    return [
        (one["metadata"]["namespace"], rule["host"], path["path"], path["backend"]["service"])
        for one in _kind("Ingress")
        for rule in one["spec"]["rules"]
        for path in rule["http"]["paths"]
    ]


def _gateway_paths() -> list[tuple[str, str, str, dict[str, Any]]]:
    return [
        (one["metadata"]["namespace"], host, match["path"]["value"], backend)
        for one in gateway_objects(estate()).values()
        if one["kind"] == "HTTPRoute"
        for host in one["spec"]["hostnames"]
        for rule in one["spec"]["rules"]
        for match in rule.get("matches", [])
        for backend in rule["backendRefs"]
    ]


def _backends() -> list[tuple[str, str, int]]:
    """Return namespace, Service and port of everything that requests are sent to."""
    told = [service for one in kong(estate()) for service in one["services"]]
    return [
        *((where, one["name"], one["port"]["number"]) for where, _, _, one in _ingress_paths()),
        *((where, one["name"], one["port"]) for where, _, _, one in _gateway_paths()),
        *((one["host"].split(".")[1], one["host"].split(".")[0], one["port"]) for one in told),
    ]


def test_a12_the_edge_counts_what_no_service_sees() -> None:
    """A12: there are SLOs on the controller's and on the gateway's own counters."""
    watched = {slo.service.name for slo in estate().slos}

    assert {"ingress-nginx", "kong"} <= watched


def test_d1_every_backend_exists() -> None:
    """D1: each Service that requests are sent to is there, with that port."""
    known = {
        (one["metadata"]["namespace"], one["metadata"]["name"], port["port"])
        for one in _kind("Service")
        for port in one["spec"]["ports"]
    }
    backends = _backends()

    assert backends
    assert [] == [one for one in backends if one not in known]


def test_d2_the_real_controller_gets_through() -> None:
    """D2: the controller, in its own namespace, reaches the gateway; its namesake does not."""
    policies, namespace = _kind("NetworkPolicy"), _ingress_paths()[0][0]
    gateway = Pod(namespace, {_APP: "kong"})

    assert allowed(policies, _CONTROLLER, gateway, 8000)
    assert not allowed(policies, Pod(namespace, {"app": "nginx-ingress"}), gateway, 8000)


def test_d2_certificates_can_be_issued() -> None:
    """D2: the controller reaches the pods that answer an authority's challenge."""
    solver = Pod(_ingress_paths()[0][0], {"acme.cert-manager.io/http01-solver": "true"})

    assert allowed(_kind("NetworkPolicy"), _CONTROLLER, solver, 8089)


def test_d11_every_annotation_exists() -> None:
    """D11: no annotation that the controller does not know."""
    noted = {name for one in _kind("Ingress") for name in one["metadata"]["annotations"]}

    assert noted
    assert set() == noted - _ANNOTATIONS


def test_d12_the_limit_is_for_a_user_and_not_for_the_cdn() -> None:
    """D12: requests are counted by an address that the whole way agrees on; nginx counts none."""
    limits = {one["name"]: one["config"] for told in kong(estate()) for one in told["plugins"]}
    envs = [one["data"] for one in _kind("ConfigMap") if one["metadata"]["name"] == "kong"]
    cdn = controller(estate())["config"]["proxy-real-ip-cidr"].split(",")
    notes = [name for one in _kind("Ingress") for name in one["metadata"]["annotations"]]

    assert "ip" == limits["rate-limiting"]["limit_by"]
    assert {("X-Forwarded-For", "on")} == {
        (env["KONG_REAL_IP_HEADER"], env["KONG_REAL_IP_RECURSIVE"]) for env in envs
    }
    assert all(set(cdn) <= set(env["KONG_TRUSTED_IPS"].split(",")) for env in envs)
    assert [] == [name for name in notes if "limit" in name]
    assert all(ip_network(one).is_global for one in cdn)


def test_d13_the_class_is_a_field() -> None:
    """D13: the class is named in the spec, not in an annotation."""
    ingresses = _kind("Ingress")
    old = "kubernetes.io/ingress.class"

    assert {"nginx"} == {one["spec"]["ingressClassName"] for one in ingresses}
    assert [] == [one for one in ingresses if old in one["metadata"]["annotations"]]


def test_d14_a_host_has_one_owner() -> None:
    """D14: no two Ingresses are for one host, and the Gateway is not applied beside them."""
    hosts = [rule["host"] for one in _kind("Ingress") for rule in one["spec"]["rules"]]

    assert sorted(set(hosts)) == sorted(hosts)
    assert [] == _kind("Gateway")


def test_d15_requests_take_the_way_of_the_diagram() -> None:
    """D15: from the controller to Kong, from Kong to the services; there is no way around."""
    policies = _kind("NetworkPolicy")
    pods = [
        (Pod(where, {_APP: "kong"}), Pod(where, {_APP: name}))
        for where, name, _ in _backends()
        if name != "kong"
    ]

    assert {"kong"} == {backend["name"] for _, _, _, backend in _ingress_paths()}
    assert pods
    assert all(allowed(policies, kong_, pod, 3000) for kong_, pod in pods)
    assert not any(allowed(policies, _CONTROLLER, pod, 3000) for _, pod in pods)


def test_d16_the_routes_outlive_the_controller() -> None:
    """D16: the Gateway API has the hosts and paths of the Ingress."""
    told, routed = _ingress_paths(), _gateway_paths()

    assert told
    assert sorted(one[:3] for one in told) == sorted(one[:3] for one in routed)
