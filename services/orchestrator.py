"""The learning orchestrator: what runs, and what it measures about itself."""

from observability import (
    Autoscaling,
    Counter,
    Deployment,
    Histogram,
    Migration,
    Resources,
    SecretEnv,
    Service,
)
from services._shapes import BUCKETS, HTTP, METRICS, PROBES
from services.adaptive import adaptive
from services.analytics import analytics
from services.bloom import bloom
from services.cluster import interactive
from services.platform import learning, production
from services.stores import postgres, redis

orchestrator = Service(
    name="learning-orchestrator",
    description="Plans what a learner does next and answers every request of the learning app.",
    team=learning,
    environment=production,
    depends_on=[bloom, adaptive, analytics, postgres, redis],
    workload=Deployment(
        image="ghcr.io/quizmentor/learning-orchestrator:1.42.0",
        container="orchestrator",
        http=HTTP,
        metrics=METRICS,
        probes=PROBES,
        requests=Resources(cpu="250m", memory="512Mi", cpu_limit="500m", memory_limit="1Gi"),
        autoscaling=Autoscaling(minimum=3, maximum=10, cpu=70, memory=80),
        env={"NODE_ENV": "production", "PORT": str(HTTP.number), "LOG_LEVEL": "info"},
        secrets=[
            SecretEnv(name="DATABASE_URL", secret="database-credentials", key="url"),
            SecretEnv(name="REDIS_URL", secret="redis-credentials", key="url"),
            SecretEnv(name="JWT_SECRET", secret="jwt-secret", key="secret"),
        ],
        writable=["/tmp", "/app/.cache"],
        priority=interactive,
        migration=Migration(
            image="ghcr.io/quizmentor/migrations:1.42.0",
            command=["npm", "run", "migrate:prod"],
            requests=Resources(cpu="100m", memory="256Mi", cpu_limit="500m", memory_limit="512Mi"),
            secrets=[SecretEnv(name="DATABASE_URL", secret="database-credentials", key="url")],
        ),
    ),
)
requests = Counter(
    service=orchestrator,
    name="http_requests_total",
    labels=["code", "method", "route"],
    help="Requests answered, by status code.",
    unit="reqps",
)
duration = Histogram(
    service=orchestrator,
    name="http_request_duration_seconds",
    buckets=BUCKETS,
    labels=["method", "route"],
    help="Time to answer a request.",
)
