"""PostgreSQL and Redis as pods, for environments that need no managed ones."""

from observability import (
    ExecProbe,
    Port,
    Probes,
    Resources,
    SecretEnv,
    Sidecar,
    StatefulSet,
    seconds,
)
from services.cluster import storage

_EXPORTER = Resources(cpu="20m", memory="32Mi", cpu_limit="100m", memory_limit="64Mi")


def _probes(*command: str, starts: int) -> Probes:
    """Ask with *command*; recovery after a crash may take *starts* times ten seconds."""
    return Probes(
        live=ExecProbe(command=command, period=seconds(10), timeout=seconds(5), failures=6),
        ready=ExecProbe(command=command, period=seconds(5), timeout=seconds(3)),
        startup=ExecProbe(command=command, period=seconds(10), timeout=seconds(5), failures=starts),
    )


# A quarter of the memory limit for its buffers, as PostgreSQL's own documentation advises.
_POSTGRES = """\
listen_addresses = '*'
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 640MB
wal_compression = on
log_min_duration_statement = 1000
shared_preload_libraries = 'pg_stat_statements'
"""

postgres = StatefulSet(
    image="docker.io/library/postgres:16.9-alpine3.21",
    command=[
        "docker-entrypoint.sh",
        "postgres",
        "-c",
        "config_file=/etc/postgresql/postgresql.conf",
    ],
    user=70,
    replicas=1,
    http=Port(number=5432, protocol="tcp"),
    metrics=Port(number=9187),
    probes=_probes("sh", "-c", 'pg_isready -U "$POSTGRES_USER" -d "$POSTGRES_DB"', starts=60),
    requests=Resources(cpu="250m", memory="512Mi", cpu_limit="1", memory_limit="1Gi"),
    env={"POSTGRES_DB": "quizmentor", "PGDATA": "/var/lib/postgresql/data/pgdata"},
    secrets=[
        SecretEnv(name="POSTGRES_USER", secret="postgres-secret", key="username"),
        SecretEnv(name="POSTGRES_PASSWORD", secret="postgres-secret", key="password"),
    ],
    files={"postgresql.conf": _POSTGRES},
    files_at="/etc/postgresql",
    writable=["/tmp", "/var/run/postgresql"],
    storage="20Gi",
    storage_class=storage.name,
    mount="/var/lib/postgresql/data",
    exporter=Sidecar(
        image="quay.io/prometheuscommunity/postgres-exporter:v0.17.1",
        requests=_EXPORTER,
        env={"DATA_SOURCE_URI": "localhost:5432/quizmentor?sslmode=disable"},
        secrets=[
            SecretEnv(name="DATA_SOURCE_USER", secret="postgres-secret", key="username"),
            SecretEnv(name="DATA_SOURCE_PASS", secret="postgres-secret", key="password"),
        ],
    ),
)

# Half of the memory limit: what is saved to disk is a copy of what changes meanwhile.
_REDIS = """\
maxmemory 256mb
maxmemory-policy allkeys-lru
save 900 1
save 300 10
save 60 10000
appendonly yes
appendfilename "appendonly.aof"
dir /data
"""

redis = StatefulSet(
    image="docker.io/library/redis:7.4.5-alpine3.21",
    command=["sh", "-c", 'exec redis-server /etc/redis/redis.conf --requirepass "$REDISCLI_AUTH"'],
    user=999,
    replicas=1,
    http=Port(number=6379, protocol="tcp"),
    metrics=Port(number=9121),
    probes=_probes("redis-cli", "-e", "ping", starts=30),
    requests=Resources(cpu="100m", memory="256Mi", cpu_limit="500m", memory_limit="512Mi"),
    secrets=[SecretEnv(name="REDISCLI_AUTH", secret="redis-credentials", key="password")],
    files={"redis.conf": _REDIS},
    files_at="/etc/redis",
    storage="5Gi",
    storage_class=storage.name,
    mount="/data",
    exporter=Sidecar(
        image="docker.io/oliver006/redis_exporter:v1.74.0",
        requests=_EXPORTER,
        env={"REDIS_ADDR": "redis://localhost:6379"},
        secrets=[SecretEnv(name="REDIS_PASSWORD", secret="redis-credentials", key="password")],
    ),
)
