"""What Kong passes on."""

from observability import (
    Dashboard,
    alerts_row,
    dependencies_row,
    recommendation_row,
    red_row,
    saturation_row,
    slo_row,
)
from services.gateway import kong, kong_metrics
from slos.gateway import availability

overview = Dashboard(
    service=kong,
    title="Kong",
    rows=[
        slo_row(availability),
        red_row(
            rate=kong_metrics.counter("kong_http_requests_total"),
            duration=kong_metrics.histogram("kong_request_latency_ms"),
        ),
        saturation_row(kong),
        recommendation_row(kong),
        dependencies_row(kong),
        alerts_row(kong),
    ],
)
