"""What the cloud bills: nodes, and the instances and storage of managed stores."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import attrs

from observability.model.infrastructure import Cache, Database, Infrastructure, NodeGroup
from observability.model.price import PriceTable
from observability.render.cost.money import cents, month

__all__ = ["Bill", "bills"]


@attrs.frozen(kw_only=True)
class Bill:
    """An item: *count* instances of *type*; *month* is None where no price is declared."""

    cluster: str
    item: str
    type: str
    count: int
    spot: bool = False
    month: Decimal | None


def bills(table: PriceTable, given: Infrastructure) -> Iterator[Bill]:
    """Return what *given* costs: nodes as many as are wanted, stores whole."""
    cluster = given.environment.cluster
    for group in given.node_groups:
        yield _nodes(table, cluster, group)
    for database in given.databases:
        yield from _database(table, cluster, database)
    for cache in given.caches:
        count = cache.shards * (1 + cache.replicas)
        yield _instances(table, cluster, cache, count)


def _nodes(table: PriceTable, cluster: str, group: NodeGroup) -> Bill:
    kind = group.instance_types[0]
    hour = table.hour(kind)
    return Bill(
        cluster=cluster,
        item=f"nodes {group.name}",
        type=kind,
        count=group.desired,
        spot=group.spot,
        month=None if hour is None else group.desired * month(table, hour, spot=group.spot),
    )


def _database(table: PriceTable, cluster: str, store: Database) -> Iterator[Bill]:
    count = 2 + store.replicas  # the primary has a standby
    yield _instances(table, cluster, store, count)
    gib = Decimal(store.storage.bytes if store.storage else 0) / 2**30
    yield Bill(
        cluster=cluster,
        item=f"{store.service.name} storage",
        type=f"{store.storage}",
        count=count,
        month=count * cents(gib * table.database_month),
    )


def _instances(table: PriceTable, cluster: str, store: Database | Cache, count: int) -> Bill:
    hour = table.hour(store.instance)
    return Bill(
        cluster=cluster,
        item=store.service.name,
        type=store.instance,
        count=count,
        month=None if hour is None else count * month(table, hour),
    )
