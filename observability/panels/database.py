"""PostgreSQL and Redis, by the metrics of their exporters."""

from __future__ import annotations

from observability.model.dashboard import Row
from observability.model.display import Color
from observability.model.metric import Exporter
from observability.model.panel import Panel, Target
from observability.model.unit import Unit
from observability.panels.query import rate, ratio
from observability.panels.store import line, per_second, share, state
from observability.promql import build
from observability.promql.expr import Aggregate, Binary

__all__ = ["postgres_row", "redis_row"]


def postgres_row(exporter: Exporter) -> Row:
    """Return the row about a PostgreSQL database that postgres_exporter watches."""
    return Row(title="PostgreSQL", panels=[*_postgres_room(exporter), *_postgres_work(exporter)])


def _postgres_room(exporter: Exporter) -> list[Panel]:
    gauge, counter = exporter.gauge, exporter.counter
    used = build.sum_by(gauge("pg_stat_database_numbackends").select(), "instance")
    most = build.max_by(gauge("pg_settings_max_connections").select(), "instance")
    return [
        state(
            "Accepts connections",
            "Whether the exporter can log in. Off: look at the instance's events first.",
            Aggregate("min", gauge("pg_up").select()),
        ),
        share(
            "Connections used",
            "Of all that the server allows. Near 100 %, new ones are refused: find the"
            " sessions that idle in a transaction.",
            Target(expr=ratio(used, most), legend="{{instance}}"),
        ),
        line(
            "Transactions",
            "Commits and rollbacks. Many rollbacks: the applications' logs say why.",
            Unit.OPERATIONS_PER_SECOND,
            per_second(counter("pg_stat_database_xact_commit"), "{{datname}} commit", "datname"),
            per_second(
                counter("pg_stat_database_xact_rollback"), "{{datname}} rollback", "datname"
            ),
        ),
    ]


def _postgres_work(exporter: Exporter) -> list[Panel]:
    gauge, counter = exporter.gauge, exporter.counter
    hits = build.sum_by(rate(counter("pg_stat_database_blks_hit").select()), "datname")
    reads = build.sum_by(rate(counter("pg_stat_database_blks_read").select()), "datname")
    return [
        line(
            "Cache hits",
            "Blocks found in memory. A fall: queries read more than fits; look for a missing"
            " index or a new report.",
            Unit.RATIO,
            Target(expr=ratio(hits, Binary("+", hits, reads)), legend="{{datname}}"),
        ),
        line(
            "Longest transaction",
            "Long transactions hold locks and keep dead rows: end those nobody waits for.",
            Unit.SECONDS,
            Target(
                expr=build.max_by(gauge("pg_stat_activity_max_tx_duration").select(), "datname"),
                legend="{{datname}}",
            ),
        ),
        line(
            "Deadlocks and replication lag",
            "Deadlocks: two transactions lock in different order, fix the code. Lag: replicas"
            " answer with old data, and a failover would lose it.",
            Unit.SHORT,
            per_second(counter("pg_stat_database_deadlocks"), "deadlocks/s {{datname}}", "datname"),
            Target(
                expr=build.max_by(gauge("pg_replication_lag_seconds").select()),
                legend="lag, seconds",
            ),
        ),
    ]


def redis_row(exporter: Exporter) -> Row:
    """Return the row about a Redis that redis_exporter watches."""
    return Row(title="Redis", panels=[*_redis_room(exporter), *_redis_work(exporter)])


def _redis_room(exporter: Exporter) -> list[Panel]:
    gauge = exporter.gauge
    used = build.max_by(gauge("redis_memory_used_bytes").select(), "instance")
    most = build.max_by(gauge("redis_memory_max_bytes").select(), "instance")
    return [
        state(
            "Accepts connections",
            "Whether the exporter gets an answer. Off: look at the node's events first.",
            Aggregate("min", gauge("redis_up").select()),
        ),
        share(
            "Memory used",
            "Of the limit, where there is one. Full: keys are evicted or writes refused;"
            " shorten lifetimes or grow the node.",
            Target(expr=ratio(used, most), legend="{{instance}}"),
        ),
        line(
            "Clients",
            "Connected and blocked clients. Near the limit: find the service that leaks"
            " connections.",
            Unit.SHORT,
            Target(
                expr=build.sum_by(gauge("redis_connected_clients").select()),
                legend="connected",
            ),
            Target(expr=build.sum_by(gauge("redis_blocked_clients").select()), legend="blocked"),
            Target(
                expr=build.sum_by(gauge("redis_max_clients").select()),
                legend="at most",
                reference=Color.RED,
            ),
        ),
    ]


def _redis_work(exporter: Exporter) -> list[Panel]:
    counter = exporter.counter
    hits = build.sum_by(rate(counter("redis_keyspace_hits_total").select()))
    misses = build.sum_by(rate(counter("redis_keyspace_misses_total").select()))
    return [
        line(
            "Commands",
            "By command. A new one on top: somebody deployed something; KEYS or large ranges"
            " block everybody.",
            Unit.OPERATIONS_PER_SECOND,
            per_second(counter("redis_commands_total"), "{{cmd}}", "cmd"),
        ),
        line(
            "Cache hits",
            "Reads that found a key. A fall: keys expire or are evicted before they are used.",
            Unit.RATIO,
            Target(expr=ratio(hits, Binary("+", hits, misses)), legend="hits"),
        ),
        line(
            "Evictions and refused connections",
            "Both should be none. Evictions: memory is full. Refused: the client limit is reached.",
            Unit.COUNTS_PER_SECOND,
            per_second(counter("redis_evicted_keys_total"), "evicted keys"),
            per_second(counter("redis_rejected_connections_total"), "refused connections"),
        ),
    ]
