"""What the services keep their data in."""

from observability import (
    Dashboard,
    alerts_row,
    elasticsearch_row,
    kafka_row,
    postgres_row,
    redis_row,
    slo_row,
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
from slos.stores import elasticsearch_availability, postgres_availability, redis_availability

postgres_overview = Dashboard(
    service=postgres,
    title="PostgreSQL",
    rows=[slo_row(postgres_availability), postgres_row(postgres_metrics), alerts_row(postgres)],
)
redis_overview = Dashboard(
    service=redis,
    title="Redis",
    rows=[slo_row(redis_availability), redis_row(redis_metrics), alerts_row(redis)],
)
kafka_overview = Dashboard(
    service=kafka,
    title="Kafka",
    rows=[kafka_row(kafka_metrics), alerts_row(kafka)],
)
elasticsearch_overview = Dashboard(
    service=elasticsearch,
    title="Elasticsearch",
    rows=[
        slo_row(elasticsearch_availability),
        elasticsearch_row(elasticsearch_metrics),
        alerts_row(elasticsearch),
    ],
)
