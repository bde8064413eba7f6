"""What the services behind the orchestrator promise to it."""

from observability import SLO, Availability, Latency, ms
from services import adaptive, bloom

bloom_availability = SLO(
    service=bloom.bloom,
    name="requests-availability",
    objective=99.9,
    sli=Availability(total=bloom.requests, failed={"code": "5.."}),
    description="Answers are graded without a server error.",
    traffic=20,
)
bloom_latency = SLO(
    service=bloom.bloom,
    name="requests-latency",
    objective=99,
    sli=Latency(histogram=bloom.duration, under=ms(350)),
    description="Answers are graded within 350 ms.",
    traffic=20,
)
adaptive_availability = SLO(
    service=adaptive.adaptive,
    name="requests-availability",
    objective=99.9,
    sli=Availability(total=adaptive.requests, failed={"code": "5.."}),
    description="The next exercise is chosen without a server error.",
    traffic=20,
)
adaptive_latency = SLO(
    service=adaptive.adaptive,
    name="requests-latency",
    objective=99,
    sli=Latency(histogram=adaptive.duration, under=ms(200)),
    description="The next exercise is chosen within 200 ms.",
    traffic=20,
)
