"""The programs that watch QuizMentor: versions and sizes."""

from observability import Exports, Monitoring, Program, Resources, SecretEnv
from services.cluster import watching
from services.platform import staging
from services.stores import elasticsearch, kafka, postgres, redis

_SMALL = Resources(cpu="50m", memory="64Mi", cpu_limit="200m", memory_limit="128Mi")
_LOGS = [
    SecretEnv(name="ELASTICSEARCH_USERNAME", secret="elasticsearch-logs", key="username"),
    SecretEnv(name="ELASTICSEARCH_PASSWORD", secret="elasticsearch-logs", key="password"),
]
_LOGS_URL = SecretEnv(name="ELASTICSEARCH_URL", secret="elasticsearch-logs", key="url")


def _kafka(secret: str) -> Program:
    return Program(
        image="docker.io/danielqsj/kafka-exporter:v1.9.0",
        requests=_SMALL,
        args=["--kafka.server=$(KAFKA_BROKER)"],
        secrets=[SecretEnv(name="KAFKA_BROKER", secret=secret, key="broker")],
    )


def _elasticsearch(secret: str) -> Program:
    return Program(
        image="quay.io/prometheuscommunity/elasticsearch-exporter:v1.9.0",
        requests=_SMALL,
        args=["--es.uri=$(ES_URL)"],
        secrets=[SecretEnv(name="ES_URL", secret=secret, key="url")],
    )


monitoring = Monitoring(
    storage_class="gp3-encrypted",
    secret_store="aws-secrets-manager",
    logs=elasticsearch,
    priority=watching,
    prometheus=Program(
        image="quay.io/prometheus/prometheus:v3.5.0",
        requests=Resources(cpu="1", memory="4Gi", cpu_limit="2", memory_limit="8Gi"),
        storage="200Gi",
        replicas=2,
    ),
    alertmanager=Program(
        image="quay.io/prometheus/alertmanager:v0.28.1",
        requests=Resources(cpu="100m", memory="128Mi", cpu_limit="500m", memory_limit="256Mi"),
        storage="5Gi",
        replicas=2,
    ),
    grafana=Program(
        image="docker.io/grafana/grafana:12.1.1",
        requests=Resources(cpu="250m", memory="512Mi", cpu_limit="1", memory_limit="1Gi"),
        secrets=[
            SecretEnv(name="GF_SECURITY_ADMIN_PASSWORD", secret="grafana-admin", key="password"),
            _LOGS_URL,
            *_LOGS,
        ],
    ),
    jaeger=Program(
        image="docker.io/jaegertracing/jaeger:2.9.0",
        requests=Resources(cpu="250m", memory="512Mi", cpu_limit="1", memory_limit="1Gi"),
        secrets=[_LOGS_URL, *_LOGS],
    ),
    kibana=Program(
        image="docker.elastic.co/kibana/kibana:8.19.2",
        requests=Resources(cpu="250m", memory="1Gi", cpu_limit="1", memory_limit="2Gi"),
        secrets=[
            SecretEnv(name="ELASTICSEARCH_HOSTS", secret="elasticsearch-logs", key="url"),
            *_LOGS,
        ],
    ),
    kube_state_metrics=Program(
        image="registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.17.0",
        requests=Resources(cpu="100m", memory="128Mi", cpu_limit="500m", memory_limit="512Mi"),
    ),
    blackbox=Program(image="quay.io/prometheus/blackbox-exporter:v0.27.0", requests=_SMALL),
    node_exporter=Program(image="quay.io/prometheus/node-exporter:v1.9.1", requests=_SMALL),
    fluent_bit=Program(
        image="cr.fluentbit.io/fluent/fluent-bit:4.0.8",
        requests=Resources(cpu="100m", memory="128Mi", cpu_limit="500m", memory_limit="256Mi"),
        secrets=[
            SecretEnv(name="ELASTICSEARCH_HOST", secret="elasticsearch-logs", key="host"),
            SecretEnv(name="ELASTICSEARCH_PORT", secret="elasticsearch-logs", key="port"),
            *_LOGS,
        ],
    ),
    exporters=[
        Exports(
            service=postgres,
            program=Program(
                image="quay.io/prometheuscommunity/postgres-exporter:v0.17.1",
                requests=_SMALL,
                secrets=[SecretEnv(name="DATA_SOURCE_NAME", secret="postgres-exporter", key="url")],
            ),
        ),
        Exports(
            service=redis,
            program=Program(
                image="docker.io/oliver006/redis_exporter:v1.77.0",
                requests=_SMALL,
                secrets=[SecretEnv(name="REDIS_ADDR", secret="redis-exporter", key="url")],
            ),
        ),
        Exports(
            service=kafka,
            environment=staging,
            program=_kafka("kafka-exporter-staging"),
        ),
        Exports(
            service=elasticsearch,
            environment=staging,
            program=_elasticsearch("elasticsearch-exporter-staging"),
        ),
        Exports(
            service=kafka,
            program=Program(
                image="docker.io/danielqsj/kafka-exporter:v1.9.0",
                requests=_SMALL,
                args=["--kafka.server=$(KAFKA_BROKER)"],
                secrets=[SecretEnv(name="KAFKA_BROKER", secret="kafka-exporter", key="broker")],
            ),
        ),
        Exports(
            service=elasticsearch,
            program=Program(
                image="quay.io/prometheuscommunity/elasticsearch-exporter:v1.9.0",
                requests=_SMALL,
                args=["--es.uri=$(ES_URL)"],
                secrets=[SecretEnv(name="ES_URL", secret="elasticsearch-exporter", key="url")],
            ),
        ),
    ],
)
