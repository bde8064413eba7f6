"""The network: subnets for nodes, load balancers and each store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from observability.model.infrastructure import Cache, Database, Infrastructure, networks
from observability.model.service import Service
from observability.render.document import Block, Expression
from observability.render.terraform.module import call

__all__ = ["blocks", "subnets_of"]


def blocks(given: Infrastructure) -> tuple[Block, ...]:
    """Return the network of *given*."""
    vpc = given.vpc
    where = {"name": given.environment.cluster, "cidr": vpc.cidr, "azs": vpc.zones}
    nodes = {
        "private_subnets": vpc.private,
        "private_subnet_tags": {"kubernetes.io/role/internal-elb": "1"},
    }
    edge = {
        "public_subnets": vpc.public,
        "public_subnet_tags": {"kubernetes.io/role/elb": "1"},
        "map_public_ip_on_launch": False,
    }
    return (
        call(
            "vpc",
            "vpc",
            where,
            nodes,
            edge,
            _stores(given),
            {"enable_nat_gateway": True, "one_nat_gateway_per_az": True},
            {
                "enable_flow_log": True,
                "create_flow_log_cloudwatch_log_group": True,
                "create_flow_log_cloudwatch_iam_role": True,
            },
            comment="The subnets of the stores are those that the network policies allow.",
        ),
    )


def _stores(given: Infrastructure) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if given.databases:
        # The module of the database makes the group, with the database's own name.
        found["database_subnets"] = _all(given.databases)
        found["create_database_subnet_group"] = False
    if given.caches:
        found["elasticache_subnets"] = _all(given.caches)
        found["create_elasticache_subnet_group"] = False
    if given.reserved:
        found["intra_subnets"] = _all(given.reserved)
    return found


def _all(stores: Iterable[Database | Cache | Service]) -> list[str]:
    return [subnet for store in stores for subnet in networks(store)]


def subnets_of(store: Database | Cache, given: Infrastructure) -> Expression:
    """Return the reference to the subnets of *store*, which has one in each zone."""
    databases = isinstance(store, Database)
    stores: list[Database | Cache] = list(given.databases if databases else given.caches)
    every = "module.vpc.database_subnets" if databases else "module.vpc.elasticache_subnets"
    if len(stores) == 1:
        return Expression(every)
    zones = len(given.vpc.zones)
    first = zones * next(index for index, one in enumerate(stores) if one is store)
    return Expression(f"slice({every}, {first}, {first + zones})")
