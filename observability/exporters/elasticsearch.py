"""elasticsearch_exporter: https://github.com/prometheus-community/elasticsearch_exporter."""

from __future__ import annotations

from observability.exporters.build import Row, exporter
from observability.model.metric import Exporter
from observability.model.service import Service

__all__ = ["elasticsearch_exporter"]

_ROWS: tuple[Row, ...] = (
    ("G", "elasticsearch_cluster_health_up", ""),
    ("G", "elasticsearch_cluster_health_status", "cluster color"),
    ("G", "elasticsearch_cluster_health_number_of_nodes", "cluster"),
    ("G", "elasticsearch_cluster_health_unassigned_shards", "cluster"),
    ("G", "elasticsearch_cluster_health_number_of_pending_tasks", "cluster"),
    ("G", "elasticsearch_jvm_memory_used_bytes", "area cluster host name"),
    ("G", "elasticsearch_jvm_memory_max_bytes", "area cluster host name"),
    ("G", "elasticsearch_filesystem_data_available_bytes", "cluster host mount name path"),
    ("G", "elasticsearch_filesystem_data_size_bytes", "cluster host mount name path"),
    ("C", "elasticsearch_indices_search_query_total", "cluster host name"),
    ("C", "elasticsearch_indices_search_query_time_seconds", "cluster host name"),
    ("C", "elasticsearch_indices_indexing_index_total", "cluster host name"),
    ("C", "elasticsearch_indices_indexing_index_time_seconds_total", "cluster host name"),
    ("C", "elasticsearch_thread_pool_rejected_count", "cluster host name type"),
    ("C", "elasticsearch_breakers_tripped", "breaker cluster host name"),
)


def elasticsearch_exporter(service: Service) -> Exporter:
    """Return what elasticsearch_exporter shows of the cluster *service*."""
    return exporter(service, _ROWS)
