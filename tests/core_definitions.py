"""One valid definition of every kind, and how to write a wrong one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from observability import (
    SLO,
    Absent,
    AccessRole,
    Across,
    Autoscaling,
    Availability,
    Backup,
    Bucket,
    BudgetPolicy,
    Cache,
    Canary,
    Cdn,
    Chart,
    ClusterIssuer,
    Component,
    Composite,
    Cors,
    Counter,
    Database,
    Deployment,
    Edge,
    Email,
    Environment,
    Example,
    ExecProbe,
    Exporter,
    Exports,
    External,
    Folder,
    Freshness,
    Gauge,
    GaugeWithin,
    GitFolder,
    GitOps,
    Histogram,
    HttpProbe,
    Infrastructure,
    InstancePrice,
    Inventory,
    Latency,
    Mesh,
    Migration,
    Mimir,
    Monitoring,
    NativeHistogram,
    NativeLatency,
    NodeGroup,
    PagerDuty,
    Part,
    Pipeline,
    Port,
    PriceTable,
    PriorityClass,
    Probe,
    Probes,
    Program,
    Project,
    PrometheusOperator,
    Queries,
    Queue,
    Quota,
    Raw,
    RawRatio,
    Reset,
    Resources,
    Route,
    Secret,
    SecretEnv,
    SecretStore,
    Series,
    Service,
    Severity,
    Sidecar,
    Size,
    Slack,
    Smtp,
    Stage,
    StatefulSet,
    Step,
    StorageClass,
    Story,
    Taint,
    Team,
    ThanosRuler,
    Threshold,
    Throughput,
    VmAlert,
    Vpc,
    Wanted,
    Watchdog,
    Webhook,
    WorkingHours,
    Zone,
    days,
    hours,
    ms,
    seconds,
)
from observability.base.errors import Problem, collecting
from observability.model.definition import Definition

__all__ = ["VALID", "problems_of", "valid"]

D = TypeVar("D", bound=Definition)

SECRET = Secret(name="slack-core")
SLACK = Slack(channel="#core", url=SECRET)
TEAM = Team(name="core", page=[PagerDuty(key=Secret(name="pager-core"))], ticket=[SLACK])
ENVIRONMENT = Environment(name="prod", namespace="shop-prod", cluster="shop")
RESOURCES = Resources(cpu="250m", memory="512Mi")
HTTP_PROBE = HttpProbe(path="/live")
POD: dict[str, Any] = {
    "image": "ghcr.io/shop/api:1.0.0",
    "requests": RESOURCES,
    "http": Port(number=8080),
    "metrics": Port(number=9090),
    "probes": Probes(live=HTTP_PROBE, ready=HTTP_PROBE, startup=HTTP_PROBE),
    "env": {"LOG_LEVEL": "info"},
    "secrets": [SecretEnv(name="TOKEN", secret="tokens", key="api")],
}
SERVICE = Service(
    name="api",
    team=TEAM,
    environment=ENVIRONMENT,
    workload=Deployment(**POD),
    description="Answers the shop.",
)
MESHED = Environment(name="mesh", namespace="shop-mesh", cluster="shop", mesh=True)
CALLED = Service(
    name="priced",
    team=TEAM,
    environment=MESHED,
    workload=Deployment(**POD),
    description="Knows the prices.",
)
PROXY = Service(
    name="proxy",
    team=TEAM,
    environment=MESHED,
    workload=Deployment(**POD),
    depends_on=[CALLED],
    description="Passes requests on.",
)
CONTROLLER = Service(
    name="controller",
    team=TEAM,
    environment=MESHED,
    workload=External(exporter="in.ops.svc:1", port=443, namespace="in", pods={"app": "in"}),
    depends_on=[PROXY],
    description="Lets requests in.",
)
ROUTE: dict[str, Any] = {"host": "shop.example.com", "path": "/prices", "service": CALLED}
CHART: dict[str, Any] = {
    "repository": "https://charts.example.com",
    "name": "cert-manager",
    "version": "1.18.2",
    "settings": {"crds.enabled": "true"},
    "values": "cert-manager/values.yaml",
}
GIT_FOLDER: dict[str, Any] = {
    "repository": "https://example.com/crds",
    "path": "config/crd",
    "revision": "v1",
}
ZONE: dict[str, Any] = {"name": "example.com", "id": "0123456789abcdef0123456789abcdef"}
CDN: dict[str, Any] = {
    "name": "front",
    "header": "X-User",
    "cidrs": ["192.0.2.0/24"],
    "zone": Zone(**ZONE),
}
CORS: dict[str, Any] = {
    "origins": ["https://shop.example.com"],
    "methods": ["GET"],
    "max_age": seconds(60),
}
PROGRAM: dict[str, Any] = {
    "image": "ghcr.io/shop/watcher:1.0.0",
    "requests": RESOURCES,
    "storage": "10Gi",
    "args": ["--quiet"],
    "secrets": [SecretEnv(name="TOKEN", secret="tokens", key="api")],
}
STORED = Service(
    name="ledger",
    team=TEAM,
    environment=ENVIRONMENT,
    workload=External(exporter="ledger-exporter.ops.svc:9187", port=5432, cidrs=["10.1.0.0/16"]),
    description="Holds the orders.",
)
EXPORTS = {"service": STORED, "program": Program(**PROGRAM)}
REQUESTS = Counter(service=SERVICE, name="http_requests_total", labels=["code", "route"])
DURATION = Histogram(
    service=SERVICE, name="http_seconds", labels=["route"], buckets=[ms(100), ms(250), seconds(1)]
)
UP = Gauge(service=SERVICE, name="api_up")
FAILING = REQUESTS.series("0+60x60", {"code": "500"})
ALERT: dict[str, Any] = {
    "service": SERVICE,
    "name": "QueueFull",
    "severity": Severity.TICKET,
    "summary": "The queue is full",
    "impact": "Orders wait.",
    "actions": ["Look at the workers."],
    "hold": seconds(60),
    "labels": {"tier": "one"},
}
BACKUP = Gauge(service=SERVICE, name="backup_last_success_timestamp_seconds", labels=["store"])
QUEUE = Gauge(service=SERVICE, name="orders_waiting", labels=["queue"])
ROWS = Counter(service=SERVICE, name="rows_copied_total", labels=["table"])
TIMES = NativeHistogram(service=SERVICE, name="answer_seconds", labels=["route"])
LOSS = Gauge(service=SERVICE, name="packet_loss_ratio", labels=["zone"])
LOST = LOSS.series("0.25x60", {"zone": "a"})
SLI = Availability(total=REQUESTS, failed={"code": "5.."}, only={"route": "/pay"})
ANSWERED = SLO(
    service=SERVICE, name="answered", objective=99.9, sli=SLI, description="Requests are answered."
)
FAST = SLO(
    service=SERVICE,
    name="fast",
    objective=99,
    sli=Latency(histogram=DURATION, under=ms(250)),
    description="Requests are fast.",
)

POSTGRES = Service(
    name="orders-db",
    team=TEAM,
    environment=ENVIRONMENT,
    workload=External(
        exporter="postgres-exporter.monitoring.svc:9187",
        port=5432,
        cidrs=["10.1.20.0/24", "10.1.21.0/24"],
    ),
    description="Holds the orders.",
)
REDIS = Service(
    name="sessions",
    team=TEAM,
    environment=ENVIRONMENT,
    workload=External(
        exporter="redis-exporter.monitoring.svc:9121",
        port=6379,
        cidrs=["10.1.30.0/24", "10.1.31.0/24"],
    ),
    description="Holds the sessions.",
)
VPC = Vpc(
    cidr="10.1.0.0/16",
    zones=["eu-west-1a", "eu-west-1b"],
    private=["10.1.0.0/24", "10.1.1.0/24"],
    public=["10.1.2.0/24", "10.1.3.0/24"],
)
WORKERS = NodeGroup(name="workers", instance_types=["m6i.large"], minimum=1, desired=2, maximum=3)
DATABASE: dict[str, Any] = {
    "service": POSTGRES,
    "version": 16,
    "instance": "db.r6g.large",
    "storage": "50Gi",
    "replicas": 0,
    "database": "orders",
    "username": "orders",
    "backup_days": 14,
    "backup_window": "02:00-03:00",
    "maintenance_window": "sun:03:00-sun:04:00",
    "parameters": {"log_min_duration_statement": "1000"},
}
CACHE: dict[str, Any] = {
    "service": REDIS,
    "version": "7.1",
    "instance": "cache.r6g.large",
    "shards": 2,
    "replicas": 1,
    "backup_days": 3,
    "backup_window": "02:00-03:00",
    "maintenance_window": "sun:03:00-sun:04:00",
    "auth_token_secret": "shop/redis",
}
INVOICES = Bucket(name="shop-invoices")
MAILS = Queue(name="shop-mails")

VALID: Mapping[type[Definition], dict[str, Any]] = {
    Secret: {"name": "slack-core"},
    PagerDuty: {"key": SECRET},
    Slack: {"channel": "#core", "url": SECRET},
    Email: {"to": "core@example.com"},
    Webhook: {"url": "https://hooks.example.com/core", "credentials": SECRET},
    Smtp: {
        "smarthost": "mail.example.com:587",
        "sender": "alerts@example.com",
        "username": "alerts",
        "password": SECRET,
    },
    Team: {"name": "core", "page": [SLACK], "ticket": [SLACK], "escalation": ["core lead"]},
    Environment: {"name": "prod", "namespace": "shop-prod", "cluster": "shop"},
    Quota: {
        "requests": Resources(cpu="8", memory="16Gi", cpu_limit="16", memory_limit="32Gi"),
        "claims": 4,
        "defaults": RESOURCES,
    },
    Chart: CHART,
    GitFolder: GIT_FOLDER,
    Component: {
        "name": "cert-manager",
        "version": "1.18.2",
        "namespace": "cert-manager",
        "sources": [Chart(**CHART), GitFolder(**GIT_FOLDER)],
        "provides": ["cert-manager.io/Certificate"],
    },
    StorageClass: {"name": "fast", "provisioner": "disk.example", "parameters": {"type": "ssd"}},
    PriorityClass: {"name": "batch", "value": -1000, "description": "Can wait."},
    ClusterIssuer: {
        "name": "letsencrypt",
        "server": "https://acme.example.com/directory",
        "email": "core@example.com",
        "ingress_class": "nginx",
    },
    SecretStore: {
        "name": "vault",
        "region": "us-east-1",
        "account": "external-secrets/reader",
    },
    ExecProbe: {"command": ["pg_isready"]},
    Sidecar: {
        "image": "ghcr.io/shop/exporter:1.0.0",
        "requests": RESOURCES,
        "env": {"TARGET": "localhost"},
        "secrets": [SecretEnv(name="TOKEN", secret="tokens", key="api")],
    },
    Backup: {
        "service": SERVICE,
        "to": SERVICE,
        "image": "ghcr.io/shop/backup:1.0.0",
        "command": ["backup"],
        "requests": RESOURCES,
        "every": hours(1),
        "takes": seconds(600),
        "keep": days(7),
        "rpo": hours(2),
        "rto": hours(2),
        "restores": hours(1),
        "restore": ["Load the newest copy."],
        "env": {"LOG_LEVEL": "info"},
        "secrets": [SecretEnv(name="TOKEN", secret="tokens", key="api")],
        "continuous": seconds(300),
    },
    Migration: {
        "command": ["npm", "run", "migrate"],
        "image": "ghcr.io/shop/migrations:1.0.0",
        "requests": RESOURCES,
        "env": {"LOG_LEVEL": "info"},
        "secrets": [SecretEnv(name="TOKEN", secret="tokens", key="api")],
    },
    Size: {"replicas": 1, "maximum": 2, "requests": 50},
    WorkingHours: {
        "start": "08:00",
        "end": "18:30",
        "weekdays": "monday:friday",
        "location": "Europe/Berlin",
    },
    Project: {
        "name": "shop",
        "owner": TEAM,
        "grafana": "https://grafana.example.com",
        "prometheus": "https://prometheus.example.com",
        "alertmanager": "https://alertmanager.example.com",
        "alertmanager_targets": ["alertmanager:9093"],
        "runbooks": "https://runbooks.example.com/out",
        "scrape_interval": seconds(15),
        "retention": days(40),
        "watchdog": Webhook(url="https://watch.example.com/beat"),
        "smtp": Smtp(smarthost="mail:25", sender="a@example.com"),
        "working_hours": WorkingHours(),
        "rulers": [PrometheusOperator(), Mimir(), ThanosRuler(), VmAlert()],
    },
    PrometheusOperator: {"namespace": "watch", "labels": {"release": "prometheus"}},
    Mimir: {
        "tenant": "slos",
        "source_tenants": ["team-a", "team-b"],
        "query_offset": seconds(60),
        "max_rules_per_group": 40,
        "max_groups": 100,
    },
    ThanosRuler: {"cluster_label": "site", "partial_response": "warn"},
    VmAlert: {"max_query_length": 32_768},
    Reset: {"at": "2026-11-24T10:00+00:00", "reason": "Agreed after the move."},
    Step: {"at": 12.5, "action": "Look at it.", "ticket": False, "freeze": True},
    BudgetPolicy: {
        "name": "strict",
        "steps": [Step(at=50, action="Look."), Step(at=100, action="Stop.", freeze=True)],
    },
    Port: {"number": 8080, "path": "/metrics"},
    HttpProbe: {
        "path": "/live?deep=1",
        "period": seconds(5),
        "timeout": seconds(2),
        "failures": 5,
    },
    Probes: {"live": HTTP_PROBE, "ready": HTTP_PROBE, "startup": HTTP_PROBE},
    Resources: {"cpu": "250m", "memory": "1Gi", "cpu_limit": "2", "memory_limit": "2Gi"},
    Autoscaling: {"minimum": 2, "maximum": 9, "cpu": 70, "memory": 80},
    SecretEnv: {"name": "TOKEN", "secret": "tokens", "key": "api"},
    Deployment: {
        **POD,
        "container": "main",
        "replicas": 3,
        "writable": ["/tmp", "/cache"],
        "version": "v2",
        "autoscaling": Autoscaling(minimum=2, maximum=9),
    },
    StatefulSet: {**POD, "storage": "10Gi", "storage_class": "fast", "mount": "/data"},
    External: {
        "exporter": "redis-exporter.monitoring.svc:9121",
        "port": 6379,
        "namespace": "ingress",
        "pods": {"app.kubernetes.io/name": "redis"},
    },
    Service: {
        "name": "api",
        "team": TEAM,
        "environment": ENVIRONMENT,
        "workload": Deployment(**POD),
        "description": "Answers the shop.",
        "depends_on": [SERVICE],
    },
    Mesh: {"connections": 50, "errors": 3, "traces": 0.5, "collector": "traces.ops.svc:4317"},
    Canary: {
        "service": CALLED,
        "version": "v2",
        "image": "ghcr.io/shop/api:2.0.0",
        "weight": 10,
        "header": "try",
    },
    Program: PROGRAM,
    Exports: EXPORTS,
    Monitoring: {
        "storage_class": "fast",
        "secret_store": "vault",
        "agents": "node-agents",
        "logs": STORED,
        "priority": PriorityClass(name="watching", value=10, description="Goes last."),
        **{
            name: Program(**PROGRAM)
            for name in (
                "prometheus",
                "alertmanager",
                "grafana",
                "jaeger",
                "kibana",
                "kube_state_metrics",
                "blackbox",
                "node_exporter",
                "fluent_bit",
            )
        },
        "exporters": [Exports(**EXPORTS)],
    },
    Route: ROUTE,
    Zone: ZONE,
    Cdn: CDN,
    Cors: CORS,
    Edge: {
        "environment": MESHED,
        "ingress": CONTROLLER,
        "gateway": PROXY,
        "routes": [Route(**ROUTE)],
        "issuer": "authority",
        "cdn": Cdn(**CDN),
        "cors": Cors(**CORS),
        "per_second": 5,
        "body": "1Mi",
        "timeout": seconds(30),
        "ingress_class": "front",
        "gateway_class": "istio",
    },
    Counter: {
        "service": SERVICE,
        "name": "jobs_total",
        "labels": ["kind"],
        "help": "Jobs.",
        "unit": "ops",
    },
    Gauge: {"service": SERVICE, "name": "queue_length", "labels": ["queue"]},
    Histogram: {
        "service": SERVICE,
        "name": "job_seconds",
        "labels": ["kind"],
        "buckets": [ms(100), ms(250)],
        "scale": 1000,
    },
    Exporter: {"service": SERVICE, "metrics": [UP]},
    Series: {"metric": "jobs_total", "labels": {"kind": "mail"}, "values": "0+60x30 _x3 5"},
    Example: {"title": "one in ten", "series": [FAILING], "errors": 1, "total": 10},
    Availability: {"total": REQUESTS, "failed": {"code": "5.."}, "only": {"route": "/pay"}},
    Latency: {"histogram": DURATION, "under": ms(250), "only": {"route": "/pay"}},
    NativeHistogram: {
        "service": SERVICE,
        "name": "call_seconds",
        "labels": ["route"],
        "scale": 1000,
    },
    NativeLatency: {"histogram": TIMES, "under": seconds(1), "only": {"route": "/pay"}},
    Probe: {"gauge": UP, "only": {"instance": "a"}},
    Raw: {
        "errors": 'sum(rate(http_requests_total{code="500"}[{{.window}}]))',
        "total": "sum(rate(http_requests_total[{{ .window }}]))",
        "reads": [REQUESTS],
        "proof": [Example(title="all fail", series=[FAILING], errors=1, total=1)],
        "counts": "that fail",
    },
    Freshness: {"gauge": BACKUP, "within": hours(26), "only": {"store": "orders"}},
    GaugeWithin: {
        "gauge": QUEUE,
        "at_least": -1,
        "at_most": 100,
        "across": Across.SUM,
        "only": {"queue": "mail|sms"},
    },
    Throughput: {
        "counter": ROWS,
        "at_least": 12.5,
        "over": seconds(600),
        "only": {"table": "orders"},
    },
    RawRatio: {
        "ratio": 'max by (zone) (packet_loss_ratio{job="api", namespace="shop-prod"})',
        "reads": [LOSS],
        "proof": [Example(title="a quarter is lost", series=[LOST], errors=1, total=4)],
        "counts": "by the share of packets that are lost",
    },
    Part: {"slo": ANSWERED, "weight": 1},
    Composite: {"parts": [Part(slo=ANSWERED), Part(slo=FAST)], "all_of": True},
    Queries: {
        "errors": 'sum(rate(http_requests_total{code="500"}[{{.window}}]))',
        "total": "sum(rate(http_requests_total[{{.window}}]))",
    },
    SLO: {
        "service": SERVICE,
        "name": "availability",
        "objective": 99.9,
        "sli": SLI,
        "description": "Requests are answered.",
        "page": True,
        "ticket": False,
        "no_data": Severity.PAGE,
        "labels": {"tier": "one"},
        "traffic": 12.5,
    },
    Threshold: {
        **ALERT,
        "expr": UP.select(),
        "above": 3,
        "fires": [UP.series("5x60")],
        "stays_silent": [UP.series("3x60")],
        "stories": [Story(title="it comes late", series=[UP.series("3x5 5x55")], fires=True)],
    },
    Story: {"title": "it comes late", "series": [UP.series("3x5 5x55")], "fires": True},
    Absent: {**ALERT, "metric": UP},
    Watchdog: {"service": SERVICE},
    Vpc: {
        "cidr": "10.1.0.0/16",
        "zones": ["eu-west-1a", "eu-west-1b"],
        "private": ["10.1.0.0/24", "10.1.1.0/24"],
        "public": ["10.1.2.0/24", "10.1.3.0/24"],
    },
    Taint: {"key": "spot", "value": "yes", "effect": "NoExecute"},
    NodeGroup: {
        "name": "spare",
        "instance_types": ["m6i.large", "m6a.large"],
        "minimum": 0,
        "desired": 1,
        "maximum": 5,
        "spot": True,
        "labels": {"type": "spot"},
        "taints": [Taint(key="spot")],
    },
    Database: DATABASE,
    Cache: CACHE,
    Bucket: {"name": "shop-invoices", "keep_versions": days(90)},
    Queue: {
        "name": "shop-mails",
        "visibility": seconds(30),
        "retention": days(2),
        "receives": 3,
    },
    AccessRole: {
        "service": SERVICE,
        "buckets": [INVOICES],
        "sends": [MAILS],
        "receives": [MAILS],
    },
    Folder: {
        "name": "monitoring",
        "namespaces": ["monitoring"],
        "cluster_kinds": ["ClusterRole.rbac.authorization.k8s.io", "Namespace"],
        "wave": -2,
    },
    Stage: {"environment": ENVIRONMENT, "branch": "release/2026"},
    GitOps: {
        "repository": "https://github.com/shop/shop",
        "out": "generated/out",
        "namespace": "argo",
        "stages": [Stage(environment=ENVIRONMENT, branch="main")],
        "folders": [Folder(name="monitoring", namespaces=["monitoring"])],
    },
    Pipeline: {
        "gitops": GitOps(
            repository="https://github.com/shop/shop",
            stages=[Stage(environment=ENVIRONMENT, branch="main")],
        ),
        "images": "ghcr.io/shop",
        "sources": "src",
        "install": "pip install observability-as-code==0.1.0",
        "smoke": ["https://api.shop.example/health"],
        "soak": seconds(90),
        "token": "PROMETHEUS",
    },
    Wanted: {
        "row": "line 12",
        "what": "the service api",
        "found": ["kubernetes/prod/api/service.yaml#Service/api"],
        "decision": "docs/adr/0001-plain.md",
        "note": "its port has a name",
    },
    Inventory: {
        "name": "Services",
        "rows": [
            Wanted(
                row="line 12",
                what="the service api",
                found=["kubernetes/prod/api/service.yaml#Service/api"],
            )
        ],
    },
    InstancePrice: {"type": "m6i.large", "hour": 0.107},
    PriceTable: {
        "currency": "EUR",
        "as_of": "2026-11-01",
        "origin": "the price list of the provider",
        "vcpu_hour": 0.03,
        "gib_hour": 0.004,
        "spot": 40,
        "volume_month": 0.1,
        "database_month": 0.12,
        "instances": [InstancePrice(type="m6i.large", hour=0.107)],
    },
    Infrastructure: {
        "environment": ENVIRONMENT,
        "account": "111122223333",
        "region": "eu-west-1",
        "kubernetes": "1.35",
        "addons": {"coredns": "v1.13.2-eksbuild.1"},
        "vpc": VPC,
        "node_groups": [WORKERS],
        "databases": [Database(**DATABASE)],
        "caches": [Cache(**CACHE)],
        "buckets": [INVOICES],
        "queues": [MAILS],
        "roles": [AccessRole(service=SERVICE, buckets=[INVOICES])],
        "administrators": ["203.0.113.0/24"],
        "repository": "shop/shop",
        "state_bucket": "shop-state",
        "reserved": [],
    },
}
"""Keyword arguments for each kind: every keyword where that is possible."""


def valid(kind: type[D], **changes: Any) -> D:
    """Return a valid definition of *kind*, with *changes*."""
    return kind(**(VALID[kind] | changes))


def problems_of(kind: type[Definition], **changes: Any) -> list[Problem]:
    """Return what is reported about a definition of *kind* with *changes*, at this very call."""
    with collecting() as problems:
        kind(**(VALID[kind] | changes))
    return problems
