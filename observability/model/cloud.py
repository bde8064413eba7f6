"""Validators for what a cloud provider wants in a form of its own."""

from __future__ import annotations

import re
from ipaddress import ip_network
from itertools import combinations
from typing import Any

import attrs

from observability.base.duration import Duration, days
from observability.base.labels import Labels
from observability.model import address, check
from observability.model.definition import Definition

__all__ = [
    "ADDONS",
    "EFFECTS",
    "OLDEST_KUBERNETES",
    "addons",
    "bucket_name",
    "closed",
    "disjoint",
    "instance_class",
    "instance_types",
    "kubernetes",
    "network",
    "one_of",
    "parameters",
    "region",
    "registry",
    "repository",
    "same_minor",
    "subnets",
    "version",
    "weekly_window",
    "whole_days",
    "window",
    "within",
    "zones",
]

# How Kubernetes and the EKS API spell what a taint does.
EFFECTS = {
    "NoSchedule": "NO_SCHEDULE",
    "PreferNoSchedule": "PREFER_NO_SCHEDULE",
    "NoExecute": "NO_EXECUTE",
}
# The oldest in standard support: https://docs.aws.amazon.com/eks/latest/userguide/
# kubernetes-versions.html, as of November 2026.
OLDEST_KUBERNETES = (1, 34)

ADDONS = ("aws-ebs-csi-driver", "coredns", "kube-proxy", "vpc-cni")
"""What every cluster has of the provider's own."""

_ADDON = re.compile(r"v\d+\.\d+\.\d+-eksbuild\.\d+")

_FORMS = {
    "bucket": (r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "no name of a bucket", '"shop-exports"'),
    "class": (r"(?:db|cache)\.[a-z0-9-]+\.[a-z0-9]+", "no instance class", '"db.r6g.large"'),
    "day": (
        r"(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d",
        "no time of day in UTC",
        '"03:00-05:00"',
    ),
    "region": (r"[a-z]{2}(?:-[a-z]+)+-\d", "no region", '"us-east-1"'),
    "registry": (
        r"[a-z0-9][a-z0-9.-]*\.[a-z]+(?:/[a-z0-9._-]+)+",
        "no lower-case registry and owner",
        '"ghcr.io/shop"',
    ),
    "repository": (r"[a-z0-9][a-z0-9-]*/[a-z0-9._-]+", "no lower-case owner/name", '"shop/api"'),
    "version": (r"\d+\.\d+", "no version", '"7.1"'),
    "week": (
        r"(mon|tue|wed|thu|fri|sat|sun):\d\d:\d\d-(mon|tue|wed|thu|fri|sat|sun):\d\d:\d\d",
        "no window in a week, in UTC",
        '"mon:00:00-mon:02:00"',
    ),
}


def _form(name: str) -> check.Validator:
    pattern, complaint, example = _FORMS[name]

    def validate(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            message = f"{attribute.name} {check.shown(value)} is {complaint}"
            instance.complain(attribute.name, message, f"write {attribute.name}={example}")

    return validate


bucket_name = _form("bucket")
instance_class = _form("class")
region = _form("region")
registry = _form("registry")
repository = _form("repository")
version = _form("version")
weekly_window = _form("week")
window = _form("day")


def one_of(*words: str) -> check.Validator:
    """Require one of *words*."""

    def validate(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
        if value not in words:
            message = f"{attribute.name} is {check.described(value)}, not one of {', '.join(words)}"
            instance.complain(attribute.name, message)

    return validate


def within(low: Duration, high: Duration) -> check.Validator:
    """Require whole seconds from *low* to *high*."""

    def validate(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
        fits = isinstance(value, Duration) and low <= value <= high
        if not fits or value.milliseconds % 1000:  # type: ignore[attr-defined]
            message = f"{attribute.name} is {check.described(value)}, not from {low} to {high}"
            instance.complain(attribute.name, message)

    return validate


def whole_days(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require whole days, one at least."""
    if not isinstance(value, Duration) or not value or value.milliseconds % days(1).milliseconds:
        message = f"{attribute.name} is {check.described(value)}, not a number of whole days"
        instance.complain(attribute.name, message, f"write {attribute.name}=days(30)")


def addons(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require versions of known addons, as ``aws eks describe-addon-versions`` names them."""
    parameters(instance, attribute, value)
    for name, version in value.items() if isinstance(value, Labels) else ():
        if name not in ADDONS:
            message = f"there is no addon {name!r}"
            instance.complain(attribute.name, message, f"the addons are {', '.join(ADDONS)}")
        elif not isinstance(version, str) or not _ADDON.fullmatch(version):
            message = f"{check.shown(version)} is no version of the addon {name}"
            instance.complain(attribute.name, message, 'write it like "v1.13.2-eksbuild.1"')


def same_minor(instance: Definition, name: str, given: object, kubernetes: object) -> None:
    """Require that the addon kube-proxy, if it is pinned, is that of the version *kubernetes*."""
    proxy = given.get("kube-proxy") if isinstance(given, Labels) else None
    if isinstance(proxy, str) and not proxy.startswith(f"v{kubernetes}."):
        message = f"kube-proxy {proxy} is not that of Kubernetes {kubernetes}"
        instance.complain(name, message, "raise both at once")


def parameters(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a mapping of settings to texts."""
    name = attribute.name
    if not isinstance(value, Labels):
        message = f"{name} is {check.described(value)}, not a mapping of settings"
        instance.complain(name, message, 'write {"log_min_duration_statement": "1000"}')
        return
    for key, content in value.items():
        if not isinstance(key, str) or not isinstance(content, str):
            message = f"setting {key} is {check.described(content)}, not a text"
            instance.complain(name, message, f'write {{"{key}": "{content}"}}')


def kubernetes(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require a version of Kubernetes that EKS supports without an extra charge."""
    version(instance, attribute, value)
    if not isinstance(value, str) or not re.fullmatch(r"\d+\.\d+", value):
        return
    major, minor = value.split(".")
    if (int(major), int(minor)) < OLDEST_KUBERNETES:
        oldest = ".".join(str(one) for one in OLDEST_KUBERNETES)
        message = f"Kubernetes {value} is out of the provider's standard support"
        instance.complain(attribute.name, message, f"take {oldest} or a newer one")


def network(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require one network in CIDR notation."""
    if not isinstance(value, str):
        message = f"{attribute.name} is {check.described(value)}, not a network"
        instance.complain(attribute.name, message, f'write {attribute.name}="10.0.0.0/16"')
        return
    address.networks(instance, attribute, (value,))


def zones(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require at least two availability zones, each once."""
    check.each(str, '["us-east-1a", "us-east-1b"]')(instance, attribute, value)
    named = {one for one in value if isinstance(one, str)} if isinstance(value, tuple) else set()
    if isinstance(value, tuple) and (len(named) < 2 or len(named) < len(value)):
        message = f"{attribute.name} names {len(named)} zones; stores need two to fail over"
        instance.complain(attribute.name, message, 'write zones=["us-east-1a", "us-east-1b"]')


def instance_types(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require types of instances, such as ``m6i.large``."""
    check.some(str, '["m6i.large"]')(instance, attribute, value)
    for one in value if isinstance(value, tuple) else ():
        if isinstance(one, str) and not re.fullmatch(r"[a-z0-9-]+\.[a-z0-9]+", one):
            message = f"{check.shown(one)} is no type of instance"
            instance.complain(attribute.name, message, 'write it like "m6i.large"')


def closed(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    """Require networks that are not the whole internet."""
    check.some(str, '["203.0.113.0/24"]')(instance, attribute, value)
    address.networks(instance, attribute, value)
    for one in value if isinstance(value, tuple) else ():
        if one in ("0.0.0.0/0", "::/0"):
            message = f"{attribute.name} holds {one}, so that anybody can try"
            instance.complain(attribute.name, message, "name the networks of your office or VPN")


def subnets(instance: Definition, field: str, given: object, cidr: object, zones: object) -> None:
    """Report networks that are not one a zone, or not inside of *cidr*, or overlap."""
    if not isinstance(given, tuple) or not isinstance(zones, tuple):
        return
    parsed = [one for one in map(_parsed, given) if one is not None]
    whole = _parsed(cidr)
    if len(parsed) != len(given) or whole is None:
        return  # what is no network is reported by its own validator
    if len(parsed) != len(zones):
        message = f"{len(parsed)} subnets for {len(zones)} zones"
        instance.complain(field, message, "give a subnet for each zone")
    for one in parsed:
        if one.version != whole.version or not one.subnet_of(whole):
            instance.complain(field, f"subnet {one} is not inside of {whole}")


def disjoint(instance: Definition, field: str, given: tuple[object, ...]) -> None:
    """Report networks of *given* that overlap."""
    parsed = [one for one in map(_parsed, given) if one is not None]
    for one, other in combinations(parsed, 2):
        if one.version == other.version and one.overlaps(other):
            instance.complain(field, f"subnets {one} and {other} overlap", "give each its own")


def _parsed(text: object) -> Any:
    try:
        return ip_network(text) if isinstance(text, str) else None
    except ValueError:
        return None
