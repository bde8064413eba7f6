"""The bloom validator: grades answers by Bloom's taxonomy."""

from observability import (
    Autoscaling,
    Counter,
    Deployment,
    Histogram,
    Resources,
    SecretEnv,
    Service,
)
from services._shapes import BUCKETS, HTTP, METRICS, PROBES
from services.cluster import interactive
from services.platform import learning, production
from services.stores import postgres

bloom = Service(
    name="bloom-validator",
    description="Grades what a learner answered, by Bloom's taxonomy.",
    team=learning,
    environment=production,
    depends_on=[postgres],
    workload=Deployment(
        image="ghcr.io/quizmentor/bloom-validator:1.18.2",
        container="validator",
        http=HTTP,
        metrics=METRICS,
        probes=PROBES,
        requests=Resources(cpu="100m", memory="256Mi", cpu_limit="250m", memory_limit="512Mi"),
        autoscaling=Autoscaling(minimum=2, maximum=10, cpu=70, memory=80),
        priority=interactive,
        env={"WORKERS": "4", "MAX_REQUESTS_PER_WORKER": "1000"},
        secrets=[SecretEnv(name="DATABASE_URL", secret="database-credentials", key="url")],
    ),
)
requests = Counter(
    service=bloom,
    name="http_requests_total",
    labels=["code", "method", "route"],
    help="Requests answered, by status code.",
    unit="reqps",
)
duration = Histogram(
    service=bloom,
    name="http_request_duration_seconds",
    buckets=BUCKETS,
    labels=["method", "route"],
    help="Time to answer a request.",
)
