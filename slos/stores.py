"""What the stores promise to the services that use them."""

from observability import SLO, Probe
from services.stores import (
    elasticsearch,
    elasticsearch_metrics,
    postgres,
    postgres_metrics,
    redis,
    redis_metrics,
)

postgres_availability = SLO(
    service=postgres,
    name="connection-availability",
    objective=99.9,
    sli=Probe(gauge=postgres_metrics.gauge("pg_up")),
    description="The database accepts connections.",
)
redis_availability = SLO(
    service=redis,
    name="connection-availability",
    objective=99.9,
    sli=Probe(gauge=redis_metrics.gauge("redis_up")),
    description="The cache accepts connections.",
)
elasticsearch_availability = SLO(
    service=elasticsearch,
    name="connection-availability",
    objective=99.5,
    sli=Probe(gauge=elasticsearch_metrics.gauge("elasticsearch_cluster_health_up")),
    description="The search cluster answers health checks.",
)
