"""postgres_exporter 0.15 and later: https://github.com/prometheus-community/postgres_exporter."""

from __future__ import annotations

from observability.exporters.build import Row, exporter
from observability.model.metric import Exporter
from observability.model.service import Service

__all__ = ["postgres_exporter"]

_ROWS: tuple[Row, ...] = (
    ("G", "pg_up", ""),
    ("G", "pg_stat_activity_count", "datname state usename"),
    ("G", "pg_stat_activity_max_tx_duration", "datname state"),
    ("G", "pg_settings_max_connections", "server"),
    ("G", "pg_settings_superuser_reserved_connections", "server"),
    ("G", "pg_stat_database_numbackends", "datid datname"),
    ("C", "pg_stat_database_xact_commit", "datid datname"),
    ("C", "pg_stat_database_xact_rollback", "datid datname"),
    ("C", "pg_stat_database_blks_hit", "datid datname"),
    ("C", "pg_stat_database_blks_read", "datid datname"),
    ("C", "pg_stat_database_deadlocks", "datid datname"),
    ("C", "pg_stat_database_temp_bytes", "datid datname"),
    ("G", "pg_replication_lag_seconds", ""),
    ("G", "pg_replication_is_replica", ""),
    ("G", "pg_database_size_bytes", "datname"),
    ("G", "pg_locks_count", "datname mode"),
    ("G", "pg_long_running_transactions", ""),
)


def postgres_exporter(service: Service) -> Exporter:
    """Return what postgres_exporter shows of the database *service*."""
    return exporter(service, _ROWS)
