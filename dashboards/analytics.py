"""What the platform team looks at for analytics: reports on one side, events on the other."""

from observability import (
    Dashboard,
    alerts_row,
    dependencies_row,
    recommendation_row,
    red_row,
    saturation_row,
    slo_row,
)
from services.analytics import analytics, duration, events, requests
from services.stores import elasticsearch_metrics
from slos.analytics import availability, ingestion, latency

overview = Dashboard(
    service=analytics,
    title="Analytics",
    rows=[
        slo_row(availability, latency, ingestion),
        red_row(rate=requests, duration=duration),
        red_row(title="Learning events", rate=events, failed={"result": "dead_lettered"}),
        saturation_row(analytics),
        recommendation_row(analytics),
        dependencies_row(analytics, elasticsearch_metrics.gauge("elasticsearch_cluster_health_up")),
        alerts_row(analytics),
    ],
)
