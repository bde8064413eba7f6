"""What may be expected of what can wait."""

from observability import SLO, Availability
from services.batch import batch, jobs

success = SLO(
    service=batch,
    name="jobs-success",
    objective=99,
    sli=Availability(total=jobs, failed={"result": "failed"}),
    page=False,
    description="Jobs are done without a failure.",
    traffic=1,
)
