"""What the platform team looks at for the batch processor."""

from observability import (
    Dashboard,
    alerts_row,
    dependencies_row,
    recommendation_row,
    red_row,
    saturation_row,
    slo_row,
)
from services.batch import batch, jobs
from services.stores import postgres_metrics
from slos.batch import success

overview = Dashboard(
    service=batch,
    title="Batch processor",
    rows=[
        slo_row(success),
        red_row(title="Jobs", rate=jobs, failed={"result": "failed"}),
        saturation_row(batch),
        recommendation_row(batch),
        dependencies_row(batch, postgres_metrics.gauge("pg_up")),
        alerts_row(batch),
    ],
)
