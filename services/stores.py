"""What the services keep their data in, watched through exporters.

Production's are run by the cloud provider; staging's are pods, or small managed ones of its own.
"""

from observability import (
    External,
    Service,
    elasticsearch_exporter,
    kafka_exporter,
    postgres_exporter,
    redis_exporter,
)
from services import _in_cluster
from services.platform import platform, production, staging

postgres = Service(
    name="postgres",
    description="Holds learners, courses and answers.",
    team=platform,
    environment=production,
    workload=External(
        exporter="postgres-exporter.monitoring.svc:9187",
        port=5432,
        cidrs=["10.0.201.0/24", "10.0.202.0/24", "10.0.203.0/24"],
    ),
    elsewhere={staging: _in_cluster.postgres},
)
redis = Service(
    name="redis",
    description="Holds sessions and the state of adaptive exercises.",
    team=platform,
    environment=production,
    workload=External(
        exporter="redis-exporter.monitoring.svc:9121",
        port=6379,
        cidrs=["10.0.211.0/24", "10.0.212.0/24", "10.0.213.0/24"],
    ),
    elsewhere={staging: _in_cluster.redis},
)
kafka = Service(
    name="kafka",
    description="Carries learning events from the services to analytics.",
    team=platform,
    environment=production,
    workload=External(
        exporter="kafka-exporter.monitoring.svc:9308",
        port=9092,
        cidrs=["10.0.221.0/24", "10.0.222.0/24", "10.0.223.0/24"],
    ),
    elsewhere={
        staging: External(
            exporter="kafka-exporter-staging.monitoring.svc:9308",
            port=9092,
            cidrs=["10.0.241.0/24", "10.0.242.0/24", "10.0.243.0/24"],
        )
    },
)
elasticsearch = Service(
    name="elasticsearch",
    description="Answers the searches of the analytics service.",
    team=platform,
    environment=production,
    workload=External(
        exporter="elasticsearch-exporter.monitoring.svc:9114",
        port=9200,
        cidrs=["10.0.231.0/24", "10.0.232.0/24", "10.0.233.0/24"],
    ),
    elsewhere={
        staging: External(
            exporter="elasticsearch-exporter-staging.monitoring.svc:9114",
            port=9200,
            cidrs=["10.0.241.0/24", "10.0.242.0/24", "10.0.243.0/24"],
        )
    },
)

objects = Service(
    name="s3",
    description="Keeps exports, uploads and the copies of the stores.",
    team=platform,
    environment=production,
    workload=External(port=443, cidrs=["10.0.251.0/24", "10.0.252.0/24", "10.0.253.0/24"]),
)
queue = Service(
    name="sqs",
    description="Holds the jobs that can wait until the batch processor takes them.",
    team=platform,
    environment=production,
    workload=External(port=443, cidrs=["10.0.251.0/24", "10.0.252.0/24", "10.0.253.0/24"]),
)

postgres_metrics = postgres_exporter(postgres)
redis_metrics = redis_exporter(redis)
kafka_metrics = kafka_exporter(kafka)
elasticsearch_metrics = elasticsearch_exporter(elasticsearch)
