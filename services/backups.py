"""Copies of the stores, and what a loss may cost: agreed here, checked against the schedules."""

from observability import Backup, Resources, SecretEnv, days, hours, minutes
from services.batch import batch
from services.bloom import bloom
from services.infrastructure import backups, staging_backups
from services.orchestrator import orchestrator
from services.platform import staging
from services.stores import objects, postgres, redis

_IMAGE = "ghcr.io/quizmentor/backup:1.4.0"
_REQUESTS = Resources(cpu="250m", memory="256Mi", cpu_limit="1", memory_limit="1Gi")

postgres_backup = Backup(
    service=postgres,
    to=objects,
    image=_IMAGE,
    command=["backup", "postgres"],
    env={"BUCKET": backups.name, "KEEP": "35d"},
    elsewhere={staging: {"BUCKET": staging_backups.name, "KEEP": "7d"}},
    secrets=[SecretEnv(name="DATABASE_URL", secret="database-credentials", key="url")],
    requests=_REQUESTS,
    every=hours(6),
    takes=hours(1),
    keep=days(35),
    continuous=minutes(5),  # RDS ships its log of changes every five minutes
    rpo=minutes(15),
    rto=hours(2),
    restores=minutes(75),
    restore=[
        (
            "Stop what writes: merge a commit that sets the replicas of"
            f" {orchestrator.name}, {bloom.name} and {batch.name} to 0."
        ),
        (
            "Restore RDS to the last moment before the loss, as a new instance:"
            " `aws rds restore-db-instance-to-point-in-time`."
        ),
        (
            "If RDS itself is lost, create the instance anew with Terraform, and load the newest"
            " copy from the bucket: `restore postgres` in the backup image."
        ),
        "Compare: the newest answer must be younger than the moment of the loss less the RPO.",
        "Point the secret database-credentials at the new instance, and revert the first commit.",
    ],
)
redis_backup = Backup(
    service=redis,
    to=objects,
    image=_IMAGE,
    command=["backup", "redis"],
    env={"BUCKET": backups.name, "KEEP": "7d"},
    elsewhere={staging: {"BUCKET": staging_backups.name, "KEEP": "3d"}},
    secrets=[SecretEnv(name="REDIS_URL", secret="redis-credentials", key="url")],
    requests=_REQUESTS,
    every=hours(1),
    takes=minutes(20),
    keep=days(7),
    rpo=hours(2),
    rto=hours(1),
    restores=minutes(25),
    restore=[
        (
            "Nothing has to be stopped: learners sign in anew, and exercises start at medium"
            " difficulty."
        ),
        "Create the replication group anew with Terraform.",
        "Load the newest copy from the bucket: `restore redis` in the backup image.",
    ],
)
