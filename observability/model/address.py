"""Validators for what is written like an address: URLs, ``host:port``, paths, networks, mail."""

from __future__ import annotations

import re
from typing import Any

import attrs

from observability.model import check
from observability.model.definition import Definition

__all__ = ["base_url", "base_urls", "host_port", "host_ports", "mail", "networks", "url_path"]

_HOST = r"[A-Za-z0-9](?:[-A-Za-z0-9.]*[A-Za-z0-9])?"
_HOST_PORT = re.compile(rf"({_HOST}|\[[0-9a-fA-F:]+\]):(\d{{1,5}})")
_BASE_URL = re.compile(rf"https?://{_HOST}(?::\d{{1,5}})?(?:/[-A-Za-z0-9._~%]+)*")
_URL_PATH = re.compile(r"/[-A-Za-z0-9._~%/?=&]*")
_MAIL = re.compile(rf"[^\s@<>,;\"]+@{_HOST}")


def base_url(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require the start of addresses: http or https, no slash at the end, no query."""
    if not isinstance(value, str) or not _BASE_URL.fullmatch(value):
        message = f"{attribute.name} {check.shown(value)} is no base URL"
        instance.complain(attribute.name, message, 'write it like "https://grafana.example.com"')


def base_urls(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a list of addresses as `base_url` takes them."""
    check.each(str, '["https://api.example.com/health"]')(instance, attribute, value)
    for one in value if isinstance(value, tuple) else ():
        if isinstance(one, str):
            base_url(instance, attribute, one)


def host_port(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require ``host:port``, without a scheme before or a path behind."""
    if not _is_host_port(value):
        message = f"{attribute.name} {check.shown(value)} is no host:port"
        instance.complain(attribute.name, message, 'write it like "redis-exporter.monitoring:9121"')


def host_ports(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a list of ``host:port``."""
    check.some(str, '["alertmanager:9093"]')(instance, attribute, value)
    for one in value if isinstance(value, tuple) else ():
        if isinstance(one, str):
            host_port(instance, attribute, one)


def url_path(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require the path of a URL, from the slash on."""
    if not isinstance(value, str) or not _URL_PATH.fullmatch(value):
        message = f"{attribute.name} {check.shown(value)} is no path of a URL"
        instance.complain(attribute.name, message, f'write {attribute.name}="/health"')


def mail(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require one mail address."""
    if not isinstance(value, str) or not _MAIL.fullmatch(value):
        message = f"{attribute.name} {check.shown(value)} is no mail address"
        instance.complain(attribute.name, message, 'write it like "team@example.com"')


def networks(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a list of networks in CIDR notation, without host bits."""
    check.each(str, '["10.0.0.0/16"]')(instance, attribute, value)
    for one in value if isinstance(value, tuple) else ():
        if isinstance(one, str) and (wrong := _no_network(one)):
            instance.complain(attribute.name, wrong, 'write it like "10.0.20.0/24"')


def _is_host_port(value: object) -> bool:
    found = _HOST_PORT.fullmatch(value) if isinstance(value, str) else None
    return found is not None and 1 <= int(found[2]) <= 65535


def _no_network(text: str) -> str:
    from ipaddress import ip_network  # noqa: PLC0415 - few definitions have networks

    if "/" not in text:
        return f"{text!r} has no prefix length"
    try:
        ip_network(text)
    except ValueError as error:
        return str(error).replace("'", "")
    return ""
