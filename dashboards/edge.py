"""What users meet first."""

from observability import (
    Dashboard,
    alerts_row,
    dependencies_row,
    ingress_nginx_row,
    red_row,
    slo_row,
)
from services.edge import ingress, ingress_metrics
from slos.edge import availability, latency

overview = Dashboard(
    service=ingress,
    title="Ingress",
    rows=[
        slo_row(availability, latency),
        red_row(
            rate=ingress_metrics.counter("nginx_ingress_controller_requests"),
            duration=ingress_metrics.histogram("nginx_ingress_controller_request_duration_seconds"),
            failed={"status": "5.."},
        ),
        ingress_nginx_row(ingress_metrics),
        dependencies_row(ingress),
        alerts_row(ingress),
    ],
)
