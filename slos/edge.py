"""What users see: a failure of the edge, the mesh or a service counts alike."""

from observability import SLO, Availability, Calendar, Latency, days, ms
from services.edge import API, LEARNING, ingress, ingress_metrics

_LEARNING = {"host": API, "path": LEARNING}

availability = SLO(
    service=ingress,
    name="learning-availability",
    objective=99.9,
    sli=Availability(
        total=ingress_metrics.counter("nginx_ingress_controller_requests"),
        failed={"status": "5.."},
        only=_LEARNING,
    ),
    description="The learning API answers users without a server error.",
    also=[days(7), Calendar(unit="month", utc_offset="-05:00")],
    traffic=50,
)
latency = SLO(
    service=ingress,
    name="learning-latency",
    objective=99,
    sli=Latency(
        histogram=ingress_metrics.histogram("nginx_ingress_controller_request_duration_seconds"),
        under=ms(250),
        only=_LEARNING,
    ),
    description="The learning API answers users within 250 ms.",
    traffic=50,
)
