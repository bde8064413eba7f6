"""The adaptive engine: chooses the difficulty of the next exercise."""

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
from services.stores import redis

adaptive = Service(
    name="adaptive-engine",
    description="Chooses how difficult a learner's next exercise is.",
    team=learning,
    environment=production,
    depends_on=[redis],
    workload=Deployment(
        image="ghcr.io/quizmentor/adaptive-engine:2.7.1",
        container="engine",
        http=HTTP,
        metrics=METRICS,
        probes=PROBES,
        requests=Resources(cpu="250m", memory="512Mi", cpu_limit="500m", memory_limit="1Gi"),
        autoscaling=Autoscaling(minimum=2, maximum=8, cpu=70),
        priority=interactive,
        secrets=[SecretEnv(name="REDIS_URL", secret="redis-credentials", key="url")],
    ),
)
requests = Counter(
    service=adaptive,
    name="http_requests_total",
    labels=["code", "method", "route"],
    help="Requests answered, by status code.",
    unit="reqps",
)
duration = Histogram(
    service=adaptive,
    name="http_request_duration_seconds",
    buckets=BUCKETS,
    labels=["method", "route"],
    help="Time to answer a request.",
)
