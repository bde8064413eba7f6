"""The batch processor: works off what can wait, on nodes that may be taken away at any time."""

from observability import (
    Counter,
    Deployment,
    HttpProbe,
    Probes,
    Resources,
    SecretEnv,
    Service,
    seconds,
)
from services._shapes import METRICS
from services.cluster import batch as can_wait
from services.platform import platform, production
from services.stores import kafka, objects, postgres, queue

# It serves nobody: that it tells its metrics is the one thing that can be asked of it. A job that
# keeps it busy is no reason to start it anew, which takes a minute of silence.
_TELLS = HttpProbe(path=METRICS.path, port="metrics")

batch = Service(
    name="batch-processor",
    description="Works off what can wait: exports, and progress that is worked out anew.",
    team=platform,
    environment=production,
    depends_on=[postgres, kafka, queue, objects],
    workload=Deployment(
        image="ghcr.io/quizmentor/batch-processor:0.9.3",
        container="processor",
        replicas=2,
        metrics=METRICS,
        probes=Probes(
            live=HttpProbe(path=METRICS.path, port="metrics", timeout=seconds(5), failures=6),
            ready=_TELLS,
            startup=HttpProbe(path=METRICS.path, port="metrics", failures=30),
        ),
        requests=Resources(cpu="500m", memory="512Mi", cpu_limit="1", memory_limit="1Gi"),
        secrets=[
            SecretEnv(name="DATABASE_URL", secret="database-credentials", key="url"),
            SecretEnv(name="KAFKA_BROKERS", secret="kafka-credentials", key="brokers"),
            SecretEnv(name="JOBS_QUEUE_URL", secret="cloud-stores", key="queue"),
            SecretEnv(name="EXPORTS_BUCKET", secret="cloud-stores", key="bucket"),
        ],
        priority=can_wait,
        spot=True,
    ),
)
jobs = Counter(
    service=batch,
    name="batch_jobs_total",
    labels=["kind", "result"],
    help="Jobs that were worked off: result is done or failed.",
    unit="short",
)
