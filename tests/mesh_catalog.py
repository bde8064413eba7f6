"""A small catalog in a mesh: a way in without a sidecar, two services, a canary."""

from __future__ import annotations

import attrs

from observability import Canary, Cdn, Cors, Edge, Environment, Mesh, Route, Service
from observability.model.catalog import Catalog, join
from tests.kubernetes_catalog import DATABASE, EDGE, PROJECT, STORE, WEB, WORKER

MESHED = Environment(name="live", namespace="shop-live", cluster="shop", mesh=True)


def _in_mesh(service: Service, *depends_on: Service) -> Service:
    return attrs.evolve(service, environment=MESHED, depends_on=depends_on)


DATA = _in_mesh(DATABASE)
CARTS = _in_mesh(STORE)
SHOP = _in_mesh(WEB, CARTS, DATA)
ENTRY = _in_mesh(EDGE, SHOP)
MAILER = attrs.evolve(_in_mesh(WORKER, SHOP), name="mailer")
SETTINGS = Mesh(connections=40, pending=30, requests=200, errors=7, traces=5)
CANARY = Canary(service=SHOP, version="v3", image="example.com/web:2.0", weight=10)


FRONT = Edge(
    environment=MESHED,
    ingress=ENTRY,
    gateway=SHOP,
    routes=[
        Route(host="shop.example.com", path="/carts", service=CARTS),
        Route(host="shop.example.com", path="/carts/open", service=CARTS),
        Route(host="admin.example.com", path="/", service=CARTS),
    ],
    issuer="authority",
    cdn=Cdn(name="front", header="X-User-Address", cidrs=["192.0.2.0/24", "198.51.100.0/24"]),
    cors=Cors(origins=["https://shop.example.com"]),
    per_second=7,
    body="3Mi",
)


def edged() -> Catalog:
    """Return the catalog with a way in: *SHOP* stands for the gateway."""
    return join([FRONT], PROJECT)


def meshed() -> Catalog:
    """Return the catalog; *SHOP* has a canary."""
    return join([ENTRY, MAILER, SETTINGS, CANARY], PROJECT)


def plain() -> Catalog:
    """Return the catalog without a canary and with Istio's own settings."""
    return join([ENTRY], PROJECT)
