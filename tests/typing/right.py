"""Definitions that type checkers must take without a word."""

from __future__ import annotations

from decimal import Decimal

from observability import (
    SLO,
    Availability,
    Counter,
    Deployment,
    Environment,
    Histogram,
    Latency,
    PagerDuty,
    Port,
    Resources,
    Secret,
    Service,
    Severity,
    Team,
    Threshold,
    divide,
    increase,
    minutes,
    ms,
    sum_by,
)

pager = PagerDuty(key=Secret(name="pager"))
team = Team(name="core", page=[pager], ticket=(pager,), escalation=["lead"])
service = Service(
    name="api",
    team=team,
    environment=Environment(name="prod", namespace="shop", cluster="one"),
    workload=Deployment(
        image="ghcr.io/shop/api:1.0.0",
        requests=Resources(cpu="250m", memory="512Mi"),
        http=Port(number=8080),
        env={"LOG_LEVEL": "info"},
    ),
    description="Answers the shop.",
    depends_on=[],
)
requests = Counter(service=service, name="http_requests_total", labels=["code"])
duration = Histogram(service=service, name="http_seconds", buckets=[ms(100), ms(250)])
availability = SLO(
    service=service,
    name="availability",
    objective=99.9,
    sli=Availability(total=requests, failed={"code": "5.."}),
    description="Requests are answered.",
    traffic=50,
)
latency = SLO(
    service=service,
    name="latency",
    objective=Decimal("99.95"),
    sli=Latency(histogram=duration, under=ms(250)),
    description="Requests are answered soon.",
)
errors = Threshold(
    service=service,
    name="Errors",
    expr=divide(sum_by(increase(requests.select({"code": "5.."}), minutes(5)), "code"), 100),
    above=0.5,
    severity=Severity.TICKET,
    summary="Many errors",
    impact="Some requests fail.",
    actions=["Look at the log."],
    fires=[requests.series("0+60x30", {"code": "500"})],
    stays_silent=[],
)
