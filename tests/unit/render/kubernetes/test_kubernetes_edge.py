"""The way in: every route in every rendering, and all of them through the gateway."""

from __future__ import annotations

import re
from typing import Any

import attrs
import pytest

from observability import Cdn, Cors, Edge, Route
from observability.base.errors import collecting
from tests.core_definitions import problems_of
from tests.edge_files import controller, gateway_objects, kong
from tests.kubernetes_catalog import DATABASE, objects
from tests.mesh_catalog import CARTS, ENTRY, FRONT, SHOP, edged

_ROUTES = [
    ("shop.example.com", "/carts"),
    ("shop.example.com", "/carts/open"),
    ("admin.example.com", "/"),
]


def _ingress() -> dict[str, Any]:
    return objects(edged())["kubernetes/live/edge/ingress-public.yaml"]


def test_ingress_has_every_route_and_one_backend() -> None:
    """Hosts and paths are those of the routes; all requests go to the gateway's Service."""
    rules = _ingress()["spec"]["rules"]
    paths = [(rule["host"], path) for rule in rules for path in rule["http"]["paths"]]
    backends = [path["backend"]["service"] for _, path in paths]

    assert _ROUTES == [(host, path["path"]) for host, path in paths]
    assert [{"name": "web", "port": {"number": 80}}] * 3 == backends


def test_ingress_has_a_certificate_for_every_host() -> None:
    """The Secret is asked for by an annotation that names the issuer."""
    ingress = _ingress()
    hosts = ["shop.example.com", "admin.example.com"]

    assert [{"hosts": hosts, "secretName": "live-edge-tls"}] == ingress["spec"]["tls"]
    assert "authority" == ingress["metadata"]["annotations"]["cert-manager.io/cluster-issuer"]


def test_ingress_takes_the_size_and_the_time_of_the_edge() -> None:
    """The largest request and the longest answer are what the definition says."""
    notes = _ingress()["metadata"]["annotations"]

    assert ("3m", "60", "60") == tuple(
        notes[f"nginx.ingress.kubernetes.io/proxy-{word}"]
        for word in ("body-size", "read-timeout", "send-timeout")
    )


def test_kong_has_every_route() -> None:
    """Each route leads to the service that it names, at the port of its Service."""
    (told,) = kong(edged())
    (service,) = told["services"]

    assert ("store.shop-live.svc", 80) == (service["host"], service["port"])
    assert [host for host, _ in _ROUTES] == [route["hosts"][0] for route in service["routes"]]


@pytest.mark.parametrize(
    ("asked", "taken"),
    [("/carts", True), ("/carts/1", True), ("/cartsx", False), ("/other/carts", False)],
)
def test_kong_takes_whole_words_of_a_path(asked: str, taken: bool) -> None:
    """A prefix means what it means to an Ingress: elements of the path, not letters."""
    (told,) = kong(edged())
    pattern = told["services"][0]["routes"][0]["paths"][0].removeprefix("~")

    assert taken is (re.match(pattern, asked) is not None)


def test_kong_limits_and_permits() -> None:
    """The plugins have the numbers of the definition, and are there once for everything."""
    (told,) = kong(edged())
    plugins = {one["name"]: one["config"] for one in told["plugins"]}

    assert (7, "ip") == (plugins["rate-limiting"]["second"], plugins["rate-limiting"]["limit_by"])
    assert ["https://shop.example.com"] == plugins["cors"]["origins"]
    assert 3 == plugins["request-size-limiting"]["allowed_payload_size"]


def test_gateway_mounts_its_file() -> None:
    """The ConfigMap that kustomize makes is where the container reads it."""
    spec = objects(edged())["kubernetes/live/web/deployment.yaml"]["spec"]["template"]["spec"]

    assert {"name": "kong-routes-config", "configMap": {"name": "kong-routes"}} in spec["volumes"]
    assert "/etc/kong/declarative" in [
        mount["mountPath"] for mount in spec["containers"][0]["volumeMounts"]
    ]


def test_gateway_api_has_every_route() -> None:
    """The same hosts and paths lead to the same backend."""
    every = gateway_objects(edged())
    routes = [one["spec"] for path, one in every.items() if "httproute-edge-to" in path]
    found = [
        (host, match["path"]["value"])
        for spec in routes
        for host in spec["hostnames"]
        for rule in spec["rules"]
        for match in rule["matches"]
    ]

    assert _ROUTES == found
    assert all(
        [{"name": "web", "port": 80}] == rule["backendRefs"]
        for spec in routes
        for rule in spec["rules"]
    )


def test_routes_name_listeners_that_exist() -> None:
    """Each section that a route asks for is a listener of the Gateway, and all are asked for."""
    every = gateway_objects(edged())
    gateway = every["gateway-api/live/gateway-edge.yaml"]["spec"]
    asked = {
        parent["sectionName"]
        for one in every.values()
        if one["kind"] == "HTTPRoute"
        for parent in one["spec"]["parentRefs"]
    }

    assert {one["name"] for one in gateway["listeners"]} == asked


def test_the_cdn_alone_says_who_asks() -> None:
    """The header is believed from its addresses only, and nobody else may come in."""
    found = controller(edged())

    assert "X-User-Address" == found["config"]["forwarded-for-header"]
    assert "192.0.2.0/24,198.51.100.0/24" == found["config"]["proxy-real-ip-cidr"]
    assert ["192.0.2.0/24", "198.51.100.0/24"] == found["service"]["loadBalancerSourceRanges"]


def _complaints(**changes: Any) -> list[str]:
    with collecting() as problems:
        attrs.evolve(FRONT, **changes)
    return [one.message for one in problems]


def test_route_needs_an_http_port() -> None:
    """A backend that is not in the cluster, or has no port, can not be a backend."""
    with collecting() as problems:
        Route(host="shop.example.com", path="/", service=DATABASE)

    assert ["'database' has no http port in the cluster, so nothing can be sent to it"] == [
        one.message for one in problems
    ]
    assert DATABASE.source in problems[0].related


def test_routes_are_told_once() -> None:
    """Two routes for one path are refused, with both places."""
    twice = [Route(host="shop.example.com", path="/a", service=CARTS) for _ in range(2)]

    assert ["two routes are for /a of shop.example.com"] == _complaints(routes=twice)


def test_gateway_depends_on_what_it_serves() -> None:
    """A route past the declared connections would be a route into a closed door."""
    stray = Route(host="shop.example.com", path="/a", service=SHOP)

    assert ["a route leads to 'web', on which the gateway does not depend"] == _complaints(
        routes=[stray]
    )


def test_ingress_depends_on_the_gateway() -> None:
    """The controller may reach the gateway only if it says so."""
    lost = attrs.evolve(ENTRY, depends_on=[])

    assert ["'edge' does not depend on 'web'"] == _complaints(ingress=lost)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (Route, {"host": "Shop.example.com"}),
        (Route, {"host": "localhost"}),
        (Route, {"path": "/a/"}),
        (Route, {"path": "a"}),
        (Cdn, {"header": "a header"}),
        (Cdn, {"cidrs": ["192.0.2.1/24"]}),
        (Cors, {"origins": ["http://shop.example.com"]}),
        (Cors, {"origins": []}),
        (Cors, {"methods": ["FETCH"]}),
        (Edge, {"body": "1k"}),
        (Edge, {"body": "1500Ki"}),
        (Edge, {"routes": []}),
    ],
)
def test_wrong_values_are_refused(kind: Any, changes: dict[str, Any]) -> None:
    """Each is one problem at the keyword that has it."""
    (problem,) = problems_of(kind, **changes)

    assert list(changes) == [problem.field]
