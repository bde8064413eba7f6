"""Causes in the stores. A store that is down pages, and silences the symptoms it explains."""

from observability import (
    Absent,
    Series,
    Severity,
    Threshold,
    divide,
    max_by,
    minutes,
    rate,
    sum_by,
)
from services.stores import (
    elasticsearch,
    elasticsearch_metrics,
    kafka,
    kafka_metrics,
    postgres,
    postgres_metrics,
    redis,
    redis_metrics,
)

_ONE = {"instance": "exporter-a"}

postgres_down = Absent(
    service=postgres,
    name="PostgresDown",
    metric=postgres_metrics.gauge("pg_up"),
    severity=Severity.PAGE,
    summary="PostgreSQL accepts no connections",
    impact="Learners can not log in, and no answer is saved.",
    actions=[
        "Look at the instance's events in the RDS console: a failover takes a minute or two.",
        "Check that the exporter itself runs: `kubectl get pods -n monitoring`.",
    ],
)


def _backends(instance: str, values: str, database: str) -> Series:
    labels = {"instance": instance, "datname": database}
    return postgres_metrics.gauge("pg_stat_database_numbackends").series(values, labels)


def _most(instance: str) -> Series:
    labels = {"instance": instance, "server": "s"}
    return postgres_metrics.gauge("pg_settings_max_connections").series("100x30", labels)


connections = Threshold(
    service=postgres,
    name="PostgresConnectionsNearLimit",
    expr=divide(
        sum_by(postgres_metrics.gauge("pg_stat_database_numbackends").select(), "instance"),
        max_by(postgres_metrics.gauge("pg_settings_max_connections").select(), "instance"),
    ),
    above=0.9,
    hold=minutes(5),
    severity=Severity.TICKET,
    summary="{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its connections",
    impact="When none is left, new connections are refused and requests fail.",
    actions=[
        "See who holds them: `SELECT usename, count(*) FROM pg_stat_activity GROUP BY 1;`",
        "End sessions that idle in a transaction, then find the code that leaves them open.",
    ],
    fires=[_backends("a", "60x30", "x"), _backends("a", "31x30", "y"), _most("a")],
    stays_silent=[
        *(_backends(one, "60x30", "x") for one in ("a", "b")),
        *(_backends(one, "30x30", "y") for one in ("a", "b")),
        *map(_most, ("a", "b")),
    ],
)
replication_lag = Threshold(
    service=postgres,
    name="PostgresReplicationLag",
    expr=postgres_metrics.gauge("pg_replication_lag_seconds").select(),
    above=60,
    hold=minutes(10),
    severity=Severity.TICKET,
    summary="The replica {{ $labels.instance }} is {{ $value | humanizeDuration }} behind",
    impact="Reports show old data, and a failover would lose what was not yet copied.",
    actions=["Look for long transactions on the replica and heavy writes on the primary."],
    fires=[postgres_metrics.gauge("pg_replication_lag_seconds").series("61x40", _ONE)],
    stays_silent=[postgres_metrics.gauge("pg_replication_lag_seconds").series("60x40", _ONE)],
)
redis_down = Absent(
    service=redis,
    name="RedisDown",
    metric=redis_metrics.gauge("redis_up"),
    severity=Severity.PAGE,
    summary="Redis accepts no connections",
    impact="Sessions are lost and exercises no longer adapt.",
    actions=["Look at the cluster's events in the ElastiCache console."],
)
redis_memory = Threshold(
    service=redis,
    name="RedisEvictsKeys",
    expr=sum_by(
        rate(redis_metrics.counter("redis_evicted_keys_total").select(), minutes(10)), "instance"
    ),
    above=1,
    hold=minutes(15),
    severity=Severity.TICKET,
    summary="Redis {{ $labels.instance }} evicts {{ $value | humanize }} keys a second",
    impact="Sessions vanish before they expire, and learners are logged out.",
    actions=[
        "Compare memory and its limit on the dashboard: a cache at its limit is normal.",
        "Lost sessions are not: give the cluster more memory, or keys a shorter life.",
    ],
    fires=[redis_metrics.counter("redis_evicted_keys_total").series("0+120x60", _ONE)],
    stays_silent=[redis_metrics.counter("redis_evicted_keys_total").series("0+30x60", _ONE)],
)
kafka_down = Absent(
    service=kafka,
    name="KafkaDown",
    metric=kafka_metrics.gauge("kafka_brokers"),
    severity=Severity.PAGE,
    summary="No Kafka broker can be reached",
    impact="Learning events pile up in the services; after an hour they are dropped.",
    actions=["Look at the brokers in the MSK console, then at the exporter's log."],
)
under_replicated = Threshold(
    service=kafka,
    name="KafkaUnderReplicated",
    expr=sum_by(
        kafka_metrics.gauge("kafka_topic_partition_under_replicated_partition").select(), "topic"
    ),
    above=0,
    hold=minutes(15),
    severity=Severity.TICKET,
    summary="Topic {{ $labels.topic }} has {{ $value }} partitions without all their copies",
    impact="Nothing yet; one more lost broker and events are lost.",
    actions=["See which broker is missing or slow."],
    fires=[
        kafka_metrics.gauge("kafka_topic_partition_under_replicated_partition").series(
            "1x60", {"topic": "answers", "partition": "0"}
        )
    ],
    stays_silent=[
        kafka_metrics.gauge("kafka_topic_partition_under_replicated_partition").series(
            "0x60", {"topic": "answers", "partition": "0"}
        )
    ],
)
consumer_lag = Threshold(
    service=kafka,
    name="AnalyticsConsumerLag",
    expr=sum_by(
        kafka_metrics.gauge("kafka_consumergroup_lag_sum").select({"consumergroup": "analytics"}),
        "topic",
    ),
    above=10_000,
    hold=minutes(15),
    severity=Severity.TICKET,
    summary="Analytics is {{ $value | humanize }} events behind in {{ $labels.topic }}",
    impact="Teachers see yesterday's progress.",
    actions=["See whether analytics is at its maximum of pods, and whether one partition lags."],
    fires=[
        kafka_metrics.gauge("kafka_consumergroup_lag_sum").series(
            "10001x60", {"consumergroup": "analytics", "topic": "answers"}
        )
    ],
    stays_silent=[
        kafka_metrics.gauge("kafka_consumergroup_lag_sum").series(
            "9999x60", {"consumergroup": "analytics", "topic": "answers"}
        ),
        kafka_metrics.gauge("kafka_consumergroup_lag_sum").series(
            "10001x60", {"consumergroup": "another", "topic": "answers"}
        ),
    ],
)
elasticsearch_red = Threshold(
    service=elasticsearch,
    name="ElasticsearchRed",
    expr=max_by(
        elasticsearch_metrics.gauge("elasticsearch_cluster_health_status").select({"color": "red"}),
        "cluster",
    ),
    above=0,
    hold=minutes(5),
    severity=Severity.PAGE,
    summary="Elasticsearch cluster {{ $labels.cluster }} is red",
    impact="Some searches find nothing: reports are wrong.",
    actions=["List the shards without a home: `GET _cluster/allocation/explain`."],
    fires=[
        elasticsearch_metrics.gauge("elasticsearch_cluster_health_status").series(
            "1x60", {"cluster": "quizmentor", "color": "red"}
        )
    ],
    stays_silent=[
        elasticsearch_metrics.gauge("elasticsearch_cluster_health_status").series(
            "1x60", {"cluster": "quizmentor", "color": "yellow"}
        ),
        elasticsearch_metrics.gauge("elasticsearch_cluster_health_status").series(
            "0x60", {"cluster": "quizmentor", "color": "red"}
        ),
    ],
)
elasticsearch_down = Absent(
    service=elasticsearch,
    name="ElasticsearchDown",
    metric=elasticsearch_metrics.gauge("elasticsearch_cluster_health_up"),
    severity=Severity.PAGE,
    summary="Elasticsearch does not answer",
    impact="Reports can not be opened.",
    actions=["Look at the domain's health in the OpenSearch console."],
)
