"""What the gateway itself promises: requests that reach it are answered."""

from observability import SLO, Availability
from services.gateway import kong, kong_metrics

availability = SLO(
    service=kong,
    name="requests-availability",
    objective=99.9,
    sli=Availability(
        total=kong_metrics.counter("kong_http_requests_total"),
        failed={"code": "5.."},
        only={"exported_service": ".+"},  # the kubelet's own questions have no service
    ),
    description="The gateway answers requests without a server error.",
    traffic=50,
)
