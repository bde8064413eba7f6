"""What the orchestrator's team looks at."""

from observability import (
    Dashboard,
    alerts_row,
    dependencies_row,
    recommendation_row,
    red_row,
    saturation_row,
    slo_row,
)
from services.orchestrator import duration, orchestrator, requests
from services.stores import postgres_metrics, redis_metrics
from slos.orchestrator import availability, latency

overview = Dashboard(
    service=orchestrator,
    title="Learning orchestrator",
    rows=[
        slo_row(availability, latency),
        red_row(rate=requests, duration=duration),
        saturation_row(orchestrator),
        recommendation_row(orchestrator),
        dependencies_row(
            orchestrator, postgres_metrics.gauge("pg_up"), redis_metrics.gauge("redis_up")
        ),
        alerts_row(orchestrator),
    ],
)
