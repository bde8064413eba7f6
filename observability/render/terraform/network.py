"""The network: subnets for nodes, load balancers and each store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from observability.model.infrastructure import (
    Cache,
    Database,
    Infrastructure,
    networks,
)
from observability.model.subnets import shared_networks
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
        *_endpoints(given),
    )


def _endpoints(given: Infrastructure) -> tuple[Block, ...]:
    """Return the endpoints of what the provider runs for everybody, for the nodes alone."""
    if not given.endpoints:
        return ()
    rule = {
        "description": "HTTPS from the nodes.",
        "source_security_group_id": Expression("module.eks.node_security_group_id"),
    }
    guard = {
        "create_security_group": True,
        "security_group_name": f"{given.environment.cluster}-endpoints",
        "security_group_description": "What is reached through endpoints.",
        "security_group_rules": {"nodes": rule},
    }
    each = {
        one.name: {
            "service": one.name,
            "private_dns_enabled": True,
            "subnet_ids": _slice(given, shared_networks((one,))[0]),
            # Without it S3 wants a gateway endpoint as well, which policies can not name.
            "dns_options": {"private_dns_only_for_inbound_resolver_endpoint": False},
        }
        for one in given.endpoints
    }
    where = {"vpc_id": Expression("module.vpc.vpc_id")}
    return (call("vpc-endpoints", "endpoints", where, guard, {"endpoints": each}),)


def _slice(given: Infrastructure, subnets: tuple[str, ...]) -> Expression:
    first = _intra(given).index(subnets[0])
    return Expression(f"slice(module.vpc.intra_subnets, {first}, {first + len(subnets)})")


def _intra(given: Infrastructure) -> list[str]:
    groups = [*shared_networks(given.reserved), *shared_networks(given.endpoints)]
    return [subnet for group in dict.fromkeys(groups) for subnet in group]


def _stores(given: Infrastructure) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if given.databases:
        # The module of the database makes the group, with the database's own name.
        found["database_subnets"] = _all(given.databases)
        found["create_database_subnet_group"] = False
    if given.caches:
        found["elasticache_subnets"] = _all(given.caches)
        found["create_elasticache_subnet_group"] = False
    if subnets := _intra(given):
        found["intra_subnets"] = subnets
    return found


def _all(stores: Iterable[Database | Cache]) -> list[str]:
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
