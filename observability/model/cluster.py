"""What a cluster has once for everybody: classes, issuers, and the programs that serve them."""

from __future__ import annotations

import re
from typing import Any

import attrs

from observability.base.labels import EMPTY, Labels
from observability.base.naming import is_dns_label
from observability.model import address, check
from observability.model.definition import Definition

__all__ = [
    "SECURITY_LEVELS",
    "Chart",
    "ClusterIssuer",
    "ClusterObject",
    "Component",
    "GitFolder",
    "PriorityClass",
    "SecretStore",
    "StorageClass",
]

# From what is forbidden least: https://kubernetes.io/docs/concepts/security/pod-security-standards/
SECURITY_LEVELS = ("privileged", "baseline", "restricted")

_GROUP_KIND = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+/[A-Z][A-Za-z0-9]*")
# Above it are the system's own.
# https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass
_HIGHEST_PRIORITY = 10**9


def _kinds(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.each(str, '["cert-manager.io/ClusterIssuer"]')(instance, attribute, value)
    for kind in value if isinstance(value, tuple) else ():
        if isinstance(kind, str) and not _GROUP_KIND.fullmatch(kind):
            message = f"provides holds {check.shown(kind)}, which is no group and kind"
            instance.complain("provides", message, 'write "cert-manager.io/ClusterIssuer"')


def _level(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if value not in SECURITY_LEVELS:
        message = f"{attribute.name} is {check.described(value)}, no Pod Security level"
        instance.complain(attribute.name, message, f"write one of {', '.join(SECURITY_LEVELS)}")


@attrs.frozen(kw_only=True)
class ClusterObject(Definition):
    """What is there once in the cluster; the name is unique among those of its kind."""

    name: str = attrs.field(validator=check.dns_label)


def _settings(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, Labels):
        message = f"{attribute.name} is {check.described(value)}, not a mapping of names to values"
        instance.complain(attribute.name, message, 'write settings={"crds.enabled": "true"}')
        return
    for name, content in value.items():
        if not isinstance(content, str):
            message = f"{attribute.name}: {name} is {check.described(content)}, not a string"
            instance.complain(attribute.name, message, "write it as Helm's --set takes it")


@attrs.frozen(kw_only=True)
class Chart(Definition):
    """A Helm chart of others.

    Args:
        repository: The address of the repository of charts.
        version: The version of the chart, which need not be that of the program.
        settings: Values by their names with dots, as ``crds.enabled``.
        values: A file with further values, below the output folder.
    """

    repository: str = attrs.field(validator=address.base_url)
    name: str = attrs.field(validator=check.dns_label)
    version: str = attrs.field(validator=check.sentence)
    settings: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=_settings)
    values: str | None = attrs.field(default=None, validator=check.optional(check.sentence))


@attrs.frozen(kw_only=True)
class GitFolder(Definition):
    """A folder of manifests in somebody else's repository, at a tag or a commit."""

    repository: str = attrs.field(validator=address.base_url)
    path: str = attrs.field(validator=check.sentence)
    revision: str = attrs.field(validator=check.sentence)


_SOURCES = (Chart, GitFolder)


@attrs.frozen(kw_only=True)
class Component(ClusterObject):
    """A program of others that the cluster needs, installed before everything else.

    Args:
        version: The version of the program.
        sources: What Argo CD installs it from; without any, it is there before Argo CD is.
        namespace: Where it runs.
        security: The Pod Security level that its namespace is held to.
        provides: The kinds that it serves, as ``group/Kind``.
    """

    version: str = attrs.field(validator=check.sentence)
    namespace: str = attrs.field(validator=check.dns_label)
    security: str = attrs.field(default="baseline", validator=_level)
    sources: tuple[Chart | GitFolder, ...] = attrs.field(
        default=(), converter=check.sequence, validator=check.each(_SOURCES, "[Chart(…)]")
    )
    provides: tuple[str, ...] = attrs.field(
        default=(), converter=check.as_strings, validator=_kinds
    )


@attrs.frozen(kw_only=True)
class StorageClass(ClusterObject):
    """How volumes are made: by the *provisioner*, with its *parameters*.

    A volume is made in the zone of its first pod. It can grow, and outlives its claim if *retain*.
    """

    provisioner: str = attrs.field(validator=check.sentence)
    parameters: Labels = attrs.field(
        default=EMPTY, converter=check.as_labels, validator=check.label_map
    )
    retain: bool = attrs.field(default=False, validator=check.is_a(bool))


@attrs.frozen(kw_only=True)
class PriorityClass(ClusterObject):
    """How important pods are: where room is lacking, those of lower *value* make way."""

    value: int = attrs.field(validator=check.between(-_HIGHEST_PRIORITY, _HIGHEST_PRIORITY))
    description: str = attrs.field(validator=check.sentence)


def _account(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    namespace, _, name = value.partition("/") if isinstance(value, str) else ("", "", "")
    if not is_dns_label(namespace) or not is_dns_label(name):
        message = f"account is {check.described(value)}, no namespace and name"
        instance.complain(attribute.name, message, 'write account="external-secrets/reader"')


@attrs.frozen(kw_only=True)
class SecretStore(ClusterObject):
    """Where secrets are kept outside the cluster: AWS Secrets Manager.

    A secret is kept as ``<project>/<environment>/<name>``, an object with a field for each key; it
    is read with the rights of a service account, and never written here.

    Args:
        region: The AWS region.
        account: The service account that may read, as ``namespace/name``.
    """

    region: str = attrs.field(validator=check.dns_label)
    account: str = attrs.field(validator=_account)


@attrs.frozen(kw_only=True)
class ClusterIssuer(ClusterObject):
    """Who issues certificates over ACME.

    Args:
        server: The URL of the ACME directory.
        email: Who is told of certificates that run out.
        ingress_class: The class of the ingresses that answer the challenge (HTTP-01).
    """

    server: str = attrs.field(validator=address.base_url)
    email: str = attrs.field(validator=address.mail)
    ingress_class: str = attrs.field(validator=check.dns_label)
