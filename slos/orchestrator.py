"""What the orchestrator promises; every SLO gets page and ticket alerts by default."""

from observability import SLO, Availability, Latency, ms
from services.orchestrator import duration, orchestrator, requests

availability = SLO(
    service=orchestrator,
    name="requests-availability",
    objective=99.9,
    sli=Availability(total=requests, failed={"code": "5.."}),
    description="Requests are answered without a server error.",
    traffic=50,
)
latency = SLO(
    service=orchestrator,
    name="requests-latency",
    objective=99,
    sli=Latency(histogram=duration, under=ms(200)),
    description="Requests are answered within 200 ms.",
    traffic=50,
)
