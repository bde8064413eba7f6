"""What the team of the bloom validator looks at."""

from observability import (
    Dashboard,
    alerts_row,
    dependencies_row,
    recommendation_row,
    red_row,
    saturation_row,
    slo_row,
)
from services.bloom import bloom, duration, requests
from services.stores import postgres_metrics
from slos.learning import bloom_availability, bloom_latency

overview = Dashboard(
    service=bloom,
    title="Bloom validator",
    rows=[
        slo_row(bloom_availability, bloom_latency),
        red_row(rate=requests, duration=duration),
        saturation_row(bloom),
        recommendation_row(bloom),
        dependencies_row(bloom, postgres_metrics.gauge("pg_up")),
        alerts_row(bloom),
    ],
)
