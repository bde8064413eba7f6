"""What the estate runs on: the cluster, the stores around it, buckets, queues and their roles."""

from observability import (
    AccessRole,
    Bucket,
    Cache,
    Database,
    Infrastructure,
    NodeGroup,
    Queue,
    Taint,
    Vpc,
    days,
    seconds,
)
from services.analytics import analytics
from services.batch import batch
from services.platform import production, staging
from services.stores import elasticsearch, kafka, objects, postgres, queue, redis

# Six hold what runs at rest; fifteen hold both environments scaled up and rolled out all at once.
general = NodeGroup(
    name="general",
    instance_types=["t3.large"],
    minimum=3,
    desired=6,
    maximum=16,
)
spot = NodeGroup(
    name="spot",
    instance_types=["t3.large", "t3a.large"],
    minimum=2,
    desired=2,
    maximum=10,
    spot=True,
    labels={"type": "spot"},
    taints=[Taint(key="spot")],
)

exports = Bucket(name="quizmentor-prod-exports")
backups = Bucket(name="quizmentor-prod-backups", keep_versions=days(90))

# What analytics leaves for later: the batch processor works it off on spot nodes.
jobs = Queue(name="quizmentor-prod-jobs", visibility=seconds(300))

# Staging has its own, so that nothing that is tried there touches what is kept.
staging_exports = Bucket(name="quizmentor-staging-exports", keep_versions=days(7))
staging_backups = Bucket(name="quizmentor-staging-backups", keep_versions=days(7))
staging_jobs = Queue(name="quizmentor-staging-jobs", visibility=seconds(300))

quizmentor = Infrastructure(
    environment=production,
    account="111122223333",
    region="us-east-1",
    kubernetes="1.35",
    # `aws eks describe-addon-versions --kubernetes-version 1.35` lists them.
    addons={
        "aws-ebs-csi-driver": "v1.57.1-eksbuild.1",
        "coredns": "v1.13.2-eksbuild.1",
        "kube-proxy": "v1.35.0-eksbuild.2",
        "vpc-cni": "v1.21.1-eksbuild.3",
    },
    vpc=Vpc(
        cidr="10.0.0.0/16",
        zones=["us-east-1a", "us-east-1b", "us-east-1c"],
        private=["10.0.0.0/19", "10.0.32.0/19", "10.0.64.0/19"],
        public=["10.0.101.0/24", "10.0.102.0/24", "10.0.103.0/24"],
    ),
    node_groups=[general, spot],
    databases=[
        Database(
            service=postgres,
            version=16,
            instance="db.r6g.xlarge",
            storage="100Gi",
            replicas=1,
            database="quizmentor",
            username="quizmentor",
            backup_days=30,
            backup_window="03:00-06:00",
            maintenance_window="mon:00:00-mon:03:00",
            parameters={"log_min_duration_statement": "1000", "rds.force_ssl": "1"},
        )
    ],
    caches=[
        Cache(
            service=redis,
            version="7.1",
            instance="cache.r6g.xlarge",
            shards=3,
            replicas=2,
            backup_days=5,
            backup_window="03:00-05:00",
            auth_token_secret="quizmentor-prod/redis-auth-token",
        )
    ],
    reserved=[kafka, elasticsearch],
    endpoints=[objects, queue],
    buckets=[exports, backups, staging_exports, staging_backups],
    queues=[jobs, staging_jobs],
    roles=[
        AccessRole(service=analytics, sends=[jobs]),
        AccessRole(service=batch, buckets=[exports], receives=[jobs]),
        AccessRole(service=postgres, task="backup", buckets=[backups]),
        AccessRole(service=redis, task="backup", buckets=[backups]),
        AccessRole(service=analytics, environment=staging, sends=[staging_jobs]),
        AccessRole(
            service=batch,
            environment=staging,
            buckets=[staging_exports],
            receives=[staging_jobs],
        ),
        AccessRole(service=postgres, environment=staging, task="backup", buckets=[staging_backups]),
        AccessRole(service=redis, environment=staging, task="backup", buckets=[staging_backups]),
    ],
    administrators=["203.0.113.0/24"],
    repository="quizmentor/quizmentor",
    state_bucket="quizmentor-terraform-state",
)
