"""The stores: databases and caches, which nothing but the cluster's nodes can reach."""

from __future__ import annotations

from typing import Any

from observability.base import naming
from observability.model.infrastructure import Cache, Database, Infrastructure
from observability.render.document import Block, Expression
from observability.render.terraform.module import call, module
from observability.render.terraform.network import subnets_of

__all__ = ["caches", "databases"]

_NODES = Expression("module.eks.node_security_group_id")


def databases(given: Infrastructure) -> tuple[Block, ...]:
    """Return the databases of *given*, each with its replicas and its security group."""
    return tuple(block for one in given.databases for block in _database(one, given))


def _database(store: Database, given: Infrastructure) -> list[Block]:
    name = module(store.service.name)
    identifier = naming.store_name(given.environment.cluster, store.service.name)
    primary = call(
        "rds",
        name,
        {"identifier": identifier},
        _engine(store),
        {
            "allocated_storage": _gib(store),
            "max_allocated_storage": 4 * _gib(store),
            "storage_type": "gp3",
            "storage_encrypted": True,
        },
        {
            "db_name": store.database,
            "username": store.username,
            "port": str(store.service.port),
            "manage_master_user_password": True,
        },
        {
            "multi_az": True,
            "create_db_subnet_group": True,
            "db_subnet_group_name": identifier,
            "db_subnet_group_use_name_prefix": False,
            "subnet_ids": subnets_of(store, given),
            "vpc_security_group_ids": [_group_id(name)],
        },
        _kept(store),
        _watching(identifier),
        {"parameters": [_parameter(*pair) for pair in store.parameters.items()]},
    )
    group = _security_group(name, identifier, store)
    return [group, primary, *(_replica(store, given, index) for index in range(store.replicas))]


def _engine(store: Database) -> dict[str, Any]:
    return {
        "engine": "postgres",
        "engine_version": str(store.version),
        "family": f"postgres{store.version}",
        "major_engine_version": str(store.version),
        "instance_class": store.instance,
        "auto_minor_version_upgrade": True,
    }


def _kept(store: Database) -> dict[str, Any]:
    return {
        "backup_retention_period": store.backup_days,
        "backup_window": store.backup_window,
        "maintenance_window": store.maintenance_window,
        "copy_tags_to_snapshot": True,
        "skip_final_snapshot": False,
        "deletion_protection": True,
    }


def _gib(store: Database) -> int:
    return store.storage.bytes // 2**30 if store.storage else 0


def _parameter(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value}


def _watching(identifier: str) -> dict[str, Any]:
    return {
        "enabled_cloudwatch_logs_exports": ["postgresql", "upgrade"],
        "performance_insights_enabled": True,
        "performance_insights_retention_period": 7,
        "create_monitoring_role": True,
        "monitoring_role_name": f"{identifier}-monitoring",
        "monitoring_interval": 30,
    }


def _replica(store: Database, given: Infrastructure, index: int) -> Block:
    name = module(store.service.name, "replica", str(index))
    identifier = f"{given.environment.cluster}-{store.service.name}-replica-{index}"
    return call(
        "rds",
        name,
        {
            "identifier": identifier,
            "replicate_source_db": Expression(
                f"module.{module(store.service.name)}.db_instance_identifier"
            ),
        },
        _engine(store),
        {"storage_type": "gp3", "storage_encrypted": True, "port": str(store.service.port)},
        {
            "manage_master_user_password": False,
            "create_db_subnet_group": False,
            "vpc_security_group_ids": [_group_id(module(store.service.name))],
        },
        {
            "backup_retention_period": 0,
            "maintenance_window": store.maintenance_window,
            "skip_final_snapshot": True,
            "deletion_protection": True,
        },
        _watching(identifier),
        {"parameters": [_parameter(*pair) for pair in store.parameters.items()]},
        comment="To read from: it takes its password and its subnets from the primary.",
    )


def _group_id(name: str) -> Expression:
    return Expression(f"module.{name}_security_group.security_group_id")


def _security_group(name: str, identifier: str, store: Database | Cache) -> Block:
    port = store.service.port
    rule = {
        "from_port": port,
        "to_port": port,
        "protocol": "tcp",
        "source_security_group_id": _NODES,
        "description": "Pods of the cluster",
    }
    return call(
        "security-group",
        f"{name}_security_group",
        {
            "name": identifier,
            "description": f"What may connect to {identifier}",
            "use_name_prefix": False,
            "vpc_id": Expression("module.vpc.vpc_id"),
        },
        {"ingress_with_source_security_group_id": [rule]},
    )


def caches(given: Infrastructure) -> tuple[Block, ...]:
    """Return the caches of *given*, each with its security group."""
    return tuple(block for one in given.caches for block in _cache(one, given))


def _cache(store: Cache, given: Infrastructure) -> list[Block]:
    name = module(store.service.name)
    identifier = naming.store_name(given.environment.cluster, store.service.name)
    cache = call(
        "elasticache",
        name,
        {"replication_group_id": identifier, "description": store.service.description},
        _shards(store),
        {
            "engine": "redis",
            "engine_version": store.version,
            "node_type": store.instance,
            "port": store.service.port,
        },
        {
            "create_parameter_group": True,
            "parameter_group_name": identifier,
            "parameter_group_family": f"redis{store.version.partition('.')[0]}",
            "parameters": [_parameter("maxmemory-policy", "volatile-lru")],
        },
        {
            "create_subnet_group": True,
            "subnet_group_name": identifier,
            "subnet_ids": subnets_of(store, given),
            "create_security_group": False,
            "security_group_ids": [_group_id(name)],
        },
        _snapshots(store),
        {
            "at_rest_encryption_enabled": True,
            "transit_encryption_enabled": True,
            "auth_token": Expression(f"var.{name}_auth_token"),
        },
    )
    return [_token(name, store), _security_group(name, identifier, store), cache]


def _shards(store: Cache) -> dict[str, Any]:
    return {
        "create_cluster": False,
        "create_replication_group": True,
        "cluster_mode_enabled": True,
        "num_node_groups": store.shards,
        "replicas_per_node_group": store.replicas,
        "automatic_failover_enabled": True,
        "multi_az_enabled": True,
    }


def _snapshots(store: Cache) -> dict[str, Any]:
    return {
        "snapshot_retention_limit": store.backup_days,
        "snapshot_window": store.backup_window,
        "maintenance_window": store.maintenance_window,
    }


def _token(name: str, store: Cache) -> Block:
    return Block(
        ("variable", f"{name}_auth_token"),
        (
            {
                "description": f"Kept in Secrets Manager as {store.auth_token_secret}.",
                "type": Expression("string"),
                "sensitive": True,
                "nullable": False,
            },
        ),
    )
