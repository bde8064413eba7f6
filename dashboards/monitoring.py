"""What watches everything else."""

from observability import Dashboard, alerts_row, prometheus_row
from services.monitoring import prometheus, prometheus_metrics

overview = Dashboard(
    service=prometheus,
    title="Prometheus",
    rows=[prometheus_row(prometheus_metrics), alerts_row(prometheus)],
)
