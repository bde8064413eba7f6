"""Kafka and Elasticsearch, by the metrics of their exporters."""

from __future__ import annotations

from observability.model.dashboard import Row
from observability.model.display import Color, Limit
from observability.model.metric import Exporter
from observability.model.panel import Panel, Target
from observability.model.unit import Unit
from observability.panels.query import rate, ratio
from observability.panels.store import change, line, per_second, share, state
from observability.promql import build

__all__ = ["elasticsearch_row", "kafka_row"]

_ANY = (Limit(at=1, color=Color.RED),)


def kafka_row(exporter: Exporter) -> Row:
    """Return the row about a Kafka cluster that kafka_exporter watches."""
    return Row(title="Kafka", panels=[*_kafka_flow(exporter), *_kafka_health(exporter)])


def _kafka_flow(exporter: Exporter) -> list[Panel]:
    gauge = exporter.gauge
    lag = build.sum_by(gauge("kafka_consumergroup_lag_sum").select(), "consumergroup", "topic")
    return [
        line(
            "Consumer lag",
            "Messages that a consumer group has not read yet. Rising: the consumers are too"
            " slow or down; look at their dashboard and at the group's members.",
            Unit.SHORT,
            Target(expr=lag, legend="{{consumergroup}} / {{topic}}"),
        ),
        line(
            "Written",
            "Messages per second by topic. None on a topic that should have some: look at its"
            " producers.",
            Unit.COUNTS_PER_SECOND,
            change(gauge("kafka_topic_partition_current_offset"), "{{topic}}", "topic"),
        ),
        line(
            "Read",
            "Messages per second by consumer group. Less than is written: lag grows.",
            Unit.COUNTS_PER_SECOND,
            change(
                gauge("kafka_consumergroup_current_offset_sum"),
                "{{consumergroup}} / {{topic}}",
                "consumergroup",
                "topic",
            ),
        ),
    ]


def _kafka_health(exporter: Exporter) -> list[Panel]:
    gauge = exporter.gauge
    behind = gauge("kafka_topic_partition_under_replicated_partition")
    members = build.sum_by(gauge("kafka_consumergroup_members").select(), "consumergroup")
    return [
        line(
            "Brokers",
            "How many answer. One less than usual: a broker is down, partitions have one copy"
            " less.",
            Unit.SHORT,
            Target(expr=build.max_by(gauge("kafka_brokers").select()), legend="brokers"),
        ),
        line(
            "Under-replicated partitions",
            "Partitions with fewer copies than they should have. Above zero for long: a broker"
            " is down or can not keep up; lose another and data are gone.",
            Unit.SHORT,
            Target(expr=build.sum_by(behind.select(), "topic"), legend="{{topic}}"),
            limits=_ANY,
        ),
        line(
            "Consumers",
            "Members of each group. Zero: nobody reads, and lag grows until somebody does.",
            Unit.SHORT,
            Target(expr=members, legend="{{consumergroup}}"),
        ),
    ]


def elasticsearch_row(exporter: Exporter) -> Row:
    """Return the row about an Elasticsearch cluster that elasticsearch_exporter watches."""
    return Row(
        title="Elasticsearch",
        panels=[*_elasticsearch_room(exporter), *_elasticsearch_work(exporter)],
    )


def _elasticsearch_room(exporter: Exporter) -> list[Panel]:
    gauge = exporter.gauge
    green = gauge("elasticsearch_cluster_health_status").select({"color": "green"})
    heap = {"area": "heap"}
    heap_used = build.sum_by(gauge("elasticsearch_jvm_memory_used_bytes").select(heap), "name")
    heap_most = build.sum_by(gauge("elasticsearch_jvm_memory_max_bytes").select(heap), "name")
    free = build.sum_by(gauge("elasticsearch_filesystem_data_available_bytes").select(), "name")
    size = build.sum_by(gauge("elasticsearch_filesystem_data_size_bytes").select(), "name")
    return [
        state(
            "Cluster is green",
            "Off: shards are missing. Yellow lacks copies, red lacks data: `_cluster/allocation"
            "/explain` says why.",
            build.max_by(green),
        ),
        line(
            "Unassigned shards",
            "Shards on no node. Above zero after a node came back: allocation is blocked, often"
            " by a full disk.",
            Unit.SHORT,
            Target(
                expr=build.max_by(gauge("elasticsearch_cluster_health_unassigned_shards").select()),
                legend="unassigned",
            ),
            limits=_ANY,
        ),
        share(
            "Heap used",
            "Of each node. Above 90 % for long: collections stop the node; shed load or grow it.",
            Target(expr=ratio(heap_used, heap_most), legend="{{name}}"),
        ),
        share(
            "Disk used",
            "Of each node. At 85 % no more shards come to it, at 95 % indices become read-only:"
            " delete old ones.",
            Target(expr=build.minus(1, ratio(free, size)), legend="{{name}}"),
        ),
    ]


def _elasticsearch_work(exporter: Exporter) -> list[Panel]:
    counter = exporter.counter
    seconds = rate(counter("elasticsearch_indices_search_query_time_seconds").select())
    queries = rate(counter("elasticsearch_indices_search_query_total").select())
    return [
        line(
            "Time of a search",
            "Mean over all shards. Rising with the number of searches: load; without: a costly"
            " query, see the slow log.",
            Unit.SECONDS,
            Target(expr=ratio(build.sum_by(seconds), build.sum_by(queries)), legend="one search"),
        ),
        line(
            "Refused work",
            "Requests that a full queue refused, and breakers that tripped. Any: the cluster is"
            " overloaded, slow down the callers.",
            Unit.COUNTS_PER_SECOND,
            per_second(
                counter("elasticsearch_thread_pool_rejected_count"), "{{type}} queue", "type"
            ),
            per_second(counter("elasticsearch_breakers_tripped"), "{{breaker}} breaker", "breaker"),
        ),
    ]
