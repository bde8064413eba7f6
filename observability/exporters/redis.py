"""redis_exporter: https://github.com/oliver006/redis_exporter."""

from __future__ import annotations

from observability.exporters.build import Row, exporter
from observability.model.metric import Exporter
from observability.model.service import Service

__all__ = ["redis_exporter"]

_ROWS: tuple[Row, ...] = (
    ("G", "redis_up", ""),
    ("G", "redis_connected_clients", ""),
    ("G", "redis_max_clients", ""),
    ("G", "redis_blocked_clients", ""),
    ("G", "redis_memory_used_bytes", ""),
    ("G", "redis_memory_max_bytes", ""),
    ("C", "redis_keyspace_hits_total", ""),
    ("C", "redis_keyspace_misses_total", ""),
    ("C", "redis_evicted_keys_total", ""),
    ("C", "redis_rejected_connections_total", ""),
    ("C", "redis_commands_processed_total", ""),
    ("C", "redis_commands_total", "cmd"),
    ("C", "redis_commands_duration_seconds_total", "cmd"),
    ("C", "redis_commands_failed_calls_total", "cmd"),
    ("G", "redis_master_link_up", "master_host master_port"),
    ("G", "redis_rdb_last_bgsave_status", ""),
    ("G", "redis_connected_slaves", ""),
    ("G", "redis_cluster_state", ""),
    ("G", "redis_cluster_slots_fail", ""),
    ("G", "redis_uptime_in_seconds", ""),
)


def redis_exporter(service: Service) -> Exporter:
    """Return what redis_exporter shows of the store *service*."""
    return exporter(service, _ROWS)
