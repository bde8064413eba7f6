"""What the services run on and keep their data in, where a cloud provider runs it."""

from __future__ import annotations

import re
from typing import Any

import attrs

from observability.base.labels import EMPTY, Labels
from observability.base.quantity import Memory
from observability.model import address, check, cloud, form
from observability.model.access import AccessRole, Bucket, Queue
from observability.model.definition import Definition
from observability.model.environment import Environment
from observability.model.service import Service
from observability.model.subnets import shared_networks
from observability.model.workload import External

__all__ = [
    "Cache",
    "Database",
    "Infrastructure",
    "NodeGroup",
    "Taint",
    "Vpc",
    "networks",
]


@attrs.frozen(kw_only=True)
class Vpc(Definition):
    """A network, with a public and a private subnet in each zone.

    Args:
        cidr: All its addresses.
        zones: The availability zones, by name.
        private: Where the nodes are: a subnet a zone.
        public: Where load balancers and NAT gateways are: a subnet a zone.
    """

    cidr: str = attrs.field(validator=cloud.network)
    zones: tuple[str, ...] = attrs.field(converter=check.as_strings, validator=cloud.zones)
    private: tuple[str, ...] = attrs.field(converter=check.as_strings, validator=address.networks)
    public: tuple[str, ...] = attrs.field(converter=check.as_strings, validator=address.networks)

    def __attrs_post_init__(self) -> None:
        for name in ("private", "public"):
            cloud.subnets(self, name, getattr(self, name), self.cidr, self.zones)


@attrs.frozen(kw_only=True)
class Taint(Definition):
    """What keeps pods off a node that do not tolerate it; *effect* as Kubernetes spells it."""

    key: str = attrs.field(validator=check.sentence)
    value: str = attrs.field(default="true", validator=check.sentence)
    effect: str = attrs.field(default="NoSchedule", validator=cloud.one_of(*cloud.EFFECTS))


@attrs.frozen(kw_only=True)
class NodeGroup(Definition):
    """Nodes of one kind, between *minimum* and *maximum* of them.

    Args:
        instance_types: What a node may be, the first where it is to be had.
        spot: Whether it is spare capacity, which can be taken away at two minutes' notice.
        labels: Further labels of the nodes.
    """

    name: str = attrs.field(validator=check.dns_label)
    instance_types: tuple[str, ...] = attrs.field(
        converter=check.as_strings, validator=cloud.instance_types
    )
    minimum: int = attrs.field(validator=check.between(0, 1000))
    desired: int = attrs.field(validator=check.between(0, 1000))
    maximum: int = attrs.field(validator=check.between(1, 1000))
    spot: bool = attrs.field(default=False, validator=check.is_a(bool))
    labels: Labels = attrs.field(
        default=EMPTY, converter=check.as_labels, validator=form.pod_labels
    )
    taints: tuple[Taint, ...] = attrs.field(
        default=(), converter=check.sequence, validator=check.each(Taint, '[Taint(key="spot")]')
    )

    def __attrs_post_init__(self) -> None:
        sizes = (self.minimum, self.desired, self.maximum)
        if all(isinstance(one, int) for one in sizes) and list(sizes) != sorted(sizes):
            message = f"desired {self.desired} is not between {self.minimum} and {self.maximum}"
            self.complain("desired", message)


def _store(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    check.is_a(Service)(instance, attribute, value)
    outside = isinstance(value, Service) and isinstance(value.workload, External)
    if isinstance(value, Service) and not (outside and value.workload.cidrs):  # type: ignore[union-attr]
        message = f"{value.name!r} is not reached by addresses, so it has no subnets"
        hint = 'give it workload=External(cidrs=["10.0.201.0/24", …], …)'
        instance.complain(attribute.name, message, hint, related=(value.source,))


@attrs.frozen(kw_only=True)
class _Store(Definition):
    """A managed store in the subnets that its service's network policies allow."""

    service: Service = attrs.field(validator=_store)
    instance: str = attrs.field(validator=cloud.instance_class)
    backup_days: int = attrs.field(validator=check.between(1, 35))
    backup_window: str = attrs.field(default="03:00-05:00", validator=cloud.window)
    maintenance_window: str = attrs.field(
        default="mon:00:00-mon:02:00", validator=cloud.weekly_window
    )


@attrs.frozen(kw_only=True)
class Database(_Store):
    """A managed PostgreSQL, with a standby in another zone and replicas to read from.

    Args:
        version: The major version; minor ones are taken in the maintenance window.
        storage: What it starts with; it grows to four times that.
        replicas: How many can be read from besides the primary.
        database: The name of the database in it.
        username: The name of its owner, whose password the provider makes and rotates.
        parameters: Settings of PostgreSQL.
    """

    version: int = attrs.field(validator=check.between(14, 18))
    storage: Memory | None = attrs.field(
        converter=check.as_memory, validator=check.is_a(Memory, 'write storage="100Gi"')
    )
    replicas: int = attrs.field(default=1, validator=check.between(0, 15))
    database: str = attrs.field(validator=form.variable)
    username: str = attrs.field(validator=form.variable)
    parameters: Labels = attrs.field(
        default=EMPTY, converter=check.as_labels, validator=cloud.parameters
    )


@attrs.frozen(kw_only=True)
class Cache(_Store):
    """A managed Redis in cluster mode: *shards* parts of the keys, each with *replicas* copies.

    Args:
        version: Such as ``7.1``.
        auth_token_secret: The secret in Secrets Manager that holds the password.
    """

    version: str = attrs.field(validator=cloud.version)
    shards: int = attrs.field(validator=check.between(1, 90))
    replicas: int = attrs.field(validator=check.between(1, 5))
    auth_token_secret: str = attrs.field(validator=check.sentence)


def networks(store: Database | Cache | Service) -> tuple[str, ...]:
    """Return the subnets that *store* is in: those which the network policies allow."""
    service = store if isinstance(store, Service) else store.service
    workload = service.workload if isinstance(service, Service) else None
    return workload.cidrs if isinstance(workload, External) else ()


_ACCOUNT = re.compile(r"\d{12}")


def _account(instance: Definition, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not _ACCOUNT.fullmatch(value):
        message = f"{attribute.name} {check.shown(value)} is no AWS account of 12 digits"
        instance.complain(attribute.name, message, 'write it like "111122223333"')


@attrs.frozen(kw_only=True)
class Infrastructure(Definition):
    """A cluster and the stores around it, in one account and region.

    Args:
        environment: The one whose stores these are; its cluster is the one that is made.
        kubernetes: The version of the cluster, one that the provider supports.
        addons: The version of each addon; one that is not named takes the newest.
        administrators: The networks from which the cluster's API can be reached.
        repository: The one on GitHub, ``owner/name``, whose workflows may plan changes.
        state_bucket: Where Terraform keeps its state; it is made by hand, once.
        reserved: Stores that somebody else runs, in subnets of this network.
        endpoints: What the provider runs for everybody, each called as the provider calls it
            (``s3``, ``sqs``): reached through endpoints in subnets of this network.
    """

    environment: Environment = attrs.field(validator=check.is_a(Environment))
    account: str = attrs.field(validator=_account)
    region: str = attrs.field(validator=cloud.region)
    kubernetes: str = attrs.field(validator=cloud.kubernetes)
    addons: Labels = attrs.field(default=EMPTY, converter=check.as_labels, validator=cloud.addons)
    vpc: Vpc = attrs.field(validator=check.is_a(Vpc))
    node_groups: tuple[NodeGroup, ...] = attrs.field(
        converter=check.sequence, validator=check.some(NodeGroup, "[general, spot]")
    )
    databases: tuple[Database, ...] = attrs.field(
        default=(), converter=check.sequence, validator=check.each(Database, "[Database(…)]")
    )
    caches: tuple[Cache, ...] = attrs.field(
        default=(), converter=check.sequence, validator=check.each(Cache, "[Cache(…)]")
    )
    buckets: tuple[Bucket, ...] = attrs.field(
        default=(), converter=check.sequence, validator=check.each(Bucket, "[exports]")
    )
    queues: tuple[Queue, ...] = attrs.field(
        default=(), converter=check.sequence, validator=check.each(Queue, "[jobs]")
    )
    roles: tuple[AccessRole, ...] = attrs.field(
        default=(), converter=check.sequence, validator=check.each(AccessRole, "[AccessRole(…)]")
    )
    administrators: tuple[str, ...] = attrs.field(
        converter=check.as_strings, validator=cloud.closed
    )
    repository: str = attrs.field(validator=cloud.repository)
    state_bucket: str = attrs.field(validator=cloud.bucket_name)
    reserved: tuple[Service, ...] = attrs.field(
        default=(), converter=check.sequence, validator=check.each(Service, "[kafka]")
    )
    endpoints: tuple[Service, ...] = attrs.field(
        default=(), converter=check.sequence, validator=check.each(Service, "[s3]")
    )

    def __attrs_post_init__(self) -> None:
        cloud.same_minor(self, "addons", self.addons, self.kubernetes)
        if isinstance(self.vpc, Vpc):
            for store in self._stores():
                cloud.subnets(store, "service", networks(store), self.vpc.cidr, self.vpc.zones)
            for group in self._shared():
                cloud.subnets(self, "reserved", group, self.vpc.cidr, self.vpc.zones)
            cloud.disjoint(self, "vpc", self._subnets(self.vpc))

    def _stores(self) -> list[Database | Cache]:
        given = (self.databases, self.caches)
        listed = [one for group in given if isinstance(group, tuple) for one in group]
        return [one for one in listed if isinstance(one, Database | Cache) and networks(one)]

    def _shared(self) -> tuple[tuple[str, ...], ...]:
        groups = [*shared_networks(self.reserved), *shared_networks(self.endpoints)]
        return tuple(dict.fromkeys(groups))

    def _subnets(self, vpc: Vpc) -> tuple[object, ...]:
        stores = [networks(one) for one in self._stores()]
        given = (vpc.private, vpc.public, *stores, *self._shared())
        return tuple(one for group in given if isinstance(group, tuple) for one in group)
