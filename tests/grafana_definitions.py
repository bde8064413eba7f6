"""A small shop: one service with a promise, and the store that it needs."""

from __future__ import annotations

from observability import (
    SLO,
    Autoscaling,
    Availability,
    Counter,
    Deployment,
    Environment,
    External,
    Histogram,
    Port,
    Project,
    Resources,
    Secret,
    Service,
    Slack,
    Team,
    ms,
    postgres_exporter,
)

__all__ = ["API", "AVAILABILITY", "DURATION", "PROJECT", "REQUESTS", "STORE", "STORE_METRICS"]

_SLACK = Slack(channel="#shop", url=Secret(name="slack"))
_TEAM = Team(name="shop", page=[_SLACK], ticket=[_SLACK])
_PRODUCTION = Environment(name="production", namespace="shop", cluster="shop")
PROJECT = Project(
    name="shop",
    owner=_TEAM,
    grafana="https://grafana.example.com",
    prometheus="https://prometheus.example.com",
    alertmanager="https://alertmanager.example.com",
    runbooks="https://runbooks.example.com",
)
STORE = Service(
    name="store",
    description="Keeps orders.",
    team=_TEAM,
    environment=_PRODUCTION,
    workload=External(exporter="exporter.shop.svc:9187", port=5432, cidrs=["10.0.0.0/24"]),
)
STORE_METRICS = postgres_exporter(STORE)
API = Service(
    name="api",
    description="Takes orders.",
    team=_TEAM,
    environment=_PRODUCTION,
    depends_on=[STORE],
    workload=Deployment(
        image="ghcr.io/shop/api:1.0.0",
        http=Port(number=3000),
        metrics=Port(number=9090),
        requests=Resources(cpu="250m", memory="512Mi"),
        autoscaling=Autoscaling(minimum=2, maximum=4),
    ),
)
REQUESTS = Counter(service=API, name="http_requests_total", labels=["code"], unit="reqps")
DURATION = Histogram(service=API, name="http_seconds", buckets=[ms(100), ms(250)])
AVAILABILITY = SLO(
    service=API,
    name="availability",
    objective=99.9,
    sli=Availability(total=REQUESTS, failed={"code": "5.."}),
    description="Orders are taken.",
)
