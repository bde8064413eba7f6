"""Analytics: turns learning events into what teachers see."""

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
from services.platform import platform, production
from services.stores import elasticsearch, kafka, queue

analytics = Service(
    name="analytics",
    description="Turns learning events into the progress that teachers see.",
    team=platform,
    environment=production,
    depends_on=[elasticsearch, kafka, queue],
    workload=Deployment(
        image="ghcr.io/quizmentor/analytics:0.31.4",
        http=HTTP,
        metrics=METRICS,
        probes=PROBES,
        requests=Resources(cpu="250m", memory="512Mi", cpu_limit="1", memory_limit="1Gi"),
        autoscaling=Autoscaling(minimum=2, maximum=6, cpu=75),
        priority=interactive,
        secrets=[
            SecretEnv(name="ELASTICSEARCH_URL", secret="elasticsearch-credentials", key="url"),
            SecretEnv(name="KAFKA_BROKERS", secret="kafka-credentials", key="brokers"),
            SecretEnv(name="JOBS_QUEUE_URL", secret="cloud-stores", key="queue"),
        ],
    ),
)
requests = Counter(
    service=analytics,
    name="http_requests_total",
    labels=["code", "method", "route"],
    help="Requests answered, by status code.",
    unit="reqps",
)
duration = Histogram(
    service=analytics,
    name="http_request_duration_seconds",
    buckets=BUCKETS,
    labels=["method", "route"],
    help="Time to answer a request.",
)
events = Counter(
    service=analytics,
    name="analytics_events_consumed_total",
    labels=["result", "topic"],
    help="Learning events taken from Kafka: result is stored, duplicate or dead_lettered.",
    unit="short",
)
