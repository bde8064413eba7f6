"""What the team of the adaptive engine looks at."""

from observability import (
    Dashboard,
    alerts_row,
    dependencies_row,
    recommendation_row,
    red_row,
    saturation_row,
    slo_row,
)
from services.adaptive import adaptive, duration, requests
from services.stores import redis_metrics
from slos.learning import adaptive_availability, adaptive_latency

overview = Dashboard(
    service=adaptive,
    title="Adaptive engine",
    rows=[
        slo_row(adaptive_availability, adaptive_latency),
        red_row(rate=requests, duration=duration),
        saturation_row(adaptive),
        recommendation_row(adaptive),
        dependencies_row(adaptive, redis_metrics.gauge("redis_up")),
        alerts_row(adaptive),
    ],
)
