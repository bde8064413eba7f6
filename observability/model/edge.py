"""How requests from the internet come in: hosts, paths, limits, and what stands in front."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

import attrs

from observability.base.duration import Duration, seconds
from observability.base.quantity import Memory
from observability.model import address, check, form
from observability.model.definition import Definition
from observability.model.environment import Environment
from observability.model.service import Service
from observability.model.workload import Deployment, External

__all__ = ["Cdn", "Cors", "Edge", "Route", "Zone"]

_HOST = re.compile(r"(?:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_PATH = re.compile(r"/(?:[-A-Za-z0-9._~]+(?:/[-A-Za-z0-9._~]+)*)?")
_HEADER = re.compile(r"[A-Za-z][-A-Za-z0-9]*")
_ZONE_ID = re.compile(r"[0-9a-f]{32}")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_MEGABYTE = 2**20


def _host(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not _HOST.fullmatch(value):
        message = f"{attribute.name} {check.shown(value)} is no host name"
        instance.complain(attribute.name, message, 'write it like "api.example.com"')


def _path(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not _PATH.fullmatch(value):
        message = f"{attribute.name} {check.shown(value)} is no path without a slash at its end"
        instance.complain(attribute.name, message, 'write it like "/api/orders"')


def _header(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not _HEADER.fullmatch(value):
        message = f"{attribute.name} {check.shown(value)} is no name of a header"
        instance.complain(attribute.name, message, 'write it like "CF-Connecting-IP"')


def _methods(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.some(str, '["GET", "POST"]')(instance, attribute, value)
    for one in value if isinstance(value, tuple) else ():
        if one not in _METHODS:
            message = f"{attribute.name} holds {check.shown(one)}, which is no method"
            instance.complain(attribute.name, message, f"known are {', '.join(_METHODS)}")


def _origins(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.some(str, '["https://example.com"]')(instance, attribute, value)
    for one in value if isinstance(value, tuple) else ():
        if not isinstance(one, str) or not _HOST.fullmatch(one.removeprefix("https://")):
            message = f"{attribute.name} holds {check.shown(one)}, which is no origin over https"
            instance.complain(attribute.name, message, 'write it like "https://example.com"')


def _served(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.is_a(Service)(instance, attribute, value)
    if not isinstance(value, Service):
        return
    if isinstance(value.workload, External) or value.workload.http is None:
        message = f"{value.name!r} has no http port in the cluster, so nothing can be sent to it"
        hint = "give its workload http=Port(number=…)"
        instance.complain(attribute.name, message, hint, related=(value.source,))


@attrs.frozen(kw_only=True)
class Route(Definition):
    """Requests to *path* of *host*, and to what is below it, are for *service*."""

    host: str = attrs.field(validator=_host)
    path: str = attrs.field(validator=_path)
    service: Service = attrs.field(validator=_served)


def _zone_id(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not _ZONE_ID.fullmatch(value):
        message = f"{attribute.name} {check.shown(value)} is no number of a zone"
        instance.complain(attribute.name, message, "write the 32 digits that CloudFlare shows")


@attrs.frozen(kw_only=True)
class Zone(Definition):
    """A domain at CloudFlare: hosts below it become records of it, in Terraform.

    Args:
        name: The domain.
        id: The number that CloudFlare gave it, 32 hexadecimal digits.
    """

    name: str = attrs.field(validator=_host)
    id: str = attrs.field(validator=_zone_id)

    def holds(self, host: str) -> bool:
        """Tell whether *host* is in this domain."""
        return f".{host}".endswith(f".{self.name}")


@attrs.frozen(kw_only=True)
class Cdn(Definition):
    """A network that users reach first.

    Args:
        name: What it is called.
        header: Where it says the user's address. It is believed only from *cidrs*.
        cidrs: The addresses that its requests come from; nobody else may come in.
        zone: The domain there, if Terraform is to make the records of the hosts.
    """

    name: str = attrs.field(validator=check.dns_label)
    header: str = attrs.field(validator=_header)
    cidrs: tuple[str, ...] = attrs.field(converter=check.as_strings, validator=address.networks)
    zone: Zone | None = attrs.field(default=None, validator=check.optional(check.is_a(Zone)))


@attrs.frozen(kw_only=True)
class Cors(Definition):
    """Which other sites' pages may ask, with which methods; *max_age*: how long they remember."""

    origins: tuple[str, ...] = attrs.field(converter=check.as_strings, validator=_origins)
    methods: tuple[str, ...] = attrs.field(
        default=("GET", "POST", "PUT", "DELETE", "OPTIONS"),
        converter=check.as_strings,
        validator=_methods,
    )
    max_age: Duration = attrs.field(default=seconds(600), validator=form.whole_seconds)


def _routes(value: Iterable[Route]) -> tuple[Route, ...]:
    return cast("tuple[Route, ...]", check.sequence(value))


@attrs.frozen(kw_only=True)
class Edge(Definition):
    """The way in to *environment*: written as an Ingress, and as a Gateway of the Gateway API.

    Args:
        ingress: The ingress controller.
        gateway: Kong, a Deployment that every request passes; it limits and does CORS.
        routes: Which path is for which service.
        issuer: The ClusterIssuer that certificates come from.
        cdn: What stands in front.
        cors: Which other sites may ask.
        per_second: Requests of one address that each pod of the gateway lets through.
        body: The largest request.
        timeout: How long an answer may take.
        ingress_class: The class of the ingress controller.
        gateway_class: The class of whoever serves the Gateway API.
    """

    environment: Environment = attrs.field(validator=check.is_a(Environment))
    ingress: Service = attrs.field(validator=check.is_a(Service))
    gateway: Service = attrs.field(validator=_served)
    routes: tuple[Route, ...] = attrs.field(
        converter=_routes, validator=check.some(Route, '[Route(host="…", path="/", service=api)]')
    )
    issuer: str = attrs.field(validator=check.dns_label)
    cdn: Cdn | None = attrs.field(default=None, validator=check.optional(check.is_a(Cdn)))
    cors: Cors | None = attrs.field(default=None, validator=check.optional(check.is_a(Cors)))
    per_second: int = attrs.field(default=10, validator=check.between(1, 1_000_000))
    body: Memory | None = attrs.field(
        default=Memory(10 * _MEGABYTE),
        converter=check.as_memory,
        validator=check.is_a(Memory, 'write body="10Mi"'),
    )
    timeout: Duration = attrs.field(default=seconds(60), validator=form.whole_seconds)
    ingress_class: str = attrs.field(default="nginx", validator=check.dns_label)
    gateway_class: str = attrs.field(default="istio", validator=check.dns_label)

    def __attrs_post_init__(self) -> None:
        self._check_body()
        self._check_gateway()
        taken: dict[tuple[str, str], Route] = {}
        for one in self.routes if isinstance(self.routes, tuple) else ():
            if isinstance(one, Route):
                self._check_route(one, taken.setdefault((one.host, one.path), one))

    def _check_body(self) -> None:
        if isinstance(self.body, Memory) and (self.body.bytes % _MEGABYTE or not self.body.bytes):
            message = f"body is {self.body}, not a number of whole Mi above 0"
            self.complain("body", message, 'write body="10Mi"')

    def _check_gateway(self) -> None:
        gateway, ingress = self.gateway, self.ingress
        if not isinstance(gateway, Service) or not isinstance(ingress, Service):
            return
        if not isinstance(gateway.workload, Deployment):
            self.complain("gateway", f"{gateway.name!r} is no Deployment")
        if gateway not in ingress.depends_on:
            message = f"{ingress.name!r} does not depend on {gateway.name!r}"
            hint = f"write depends_on=[{gateway.name}] there: without it no packet may pass"
            self.complain("ingress", message, hint, related=(ingress.source,))

    def _check_route(self, route: Route, first: Route) -> None:
        gateway, service = self.gateway, route.service
        if first is not route:
            message = f"two routes are for {route.path} of {route.host}"
            self.complain("routes", message, "keep one", related=(first.source, route.source))
        zone = self.cdn.zone if isinstance(self.cdn, Cdn) else None
        if isinstance(zone, Zone) and isinstance(route.host, str) and not zone.holds(route.host):
            message = f"a route is for {route.host}, which is not in the zone {zone.name}"
            self.complain("routes", message, related=(zone.source, route.source))
        known = gateway.depends_on if isinstance(gateway, Service) else ()
        if isinstance(service, Service) and service not in known:
            message = f"a route leads to {service.name!r}, on which the gateway does not depend"
            hint = "name it in the gateway's depends_on: without it no packet may pass"
            self.complain("routes", message, hint, related=(route.source,))

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host of the routes, once."""
        return tuple(dict.fromkeys(route.host for route in self.routes))

    @property
    def secret(self) -> str:
        """The Secret that the certificate of all hosts is put into."""
        return f"{self.environment.name}-edge-tls"
