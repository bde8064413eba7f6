"""kafka_exporter: https://github.com/danielqsj/kafka_exporter."""

from __future__ import annotations

from observability.exporters.build import Row, exporter
from observability.model.metric import Exporter
from observability.model.service import Service

__all__ = ["kafka_exporter"]

_ROWS: tuple[Row, ...] = (
    ("G", "kafka_brokers", ""),
    ("G", "kafka_topic_partitions", "topic"),
    ("G", "kafka_topic_partition_current_offset", "partition topic"),
    ("G", "kafka_topic_partition_under_replicated_partition", "partition topic"),
    ("G", "kafka_topic_partition_in_sync_replica", "partition topic"),
    ("G", "kafka_topic_partition_leader_is_preferred", "partition topic"),
    ("G", "kafka_consumergroup_lag", "consumergroup partition topic"),
    ("G", "kafka_consumergroup_lag_sum", "consumergroup topic"),
    ("G", "kafka_consumergroup_members", "consumergroup"),
    ("G", "kafka_consumergroup_current_offset_sum", "consumergroup topic"),
)


def kafka_exporter(service: Service) -> Exporter:
    """Return what kafka_exporter shows of the cluster *service*."""
    return exporter(service, _ROWS)
