# ruff: noqa: B018
"""Definitions that type checkers must refuse: each line marked ``# wrong`` is one."""

from __future__ import annotations

from observability import (
    SLO,
    Availability,
    Counter,
    Histogram,
    Latency,
    Port,
    Resources,
    Service,
    Severity,
    Team,
    Threshold,
    ms,
    rate,
    sum_by,
)
from tests.typing.right import availability, duration, pager, requests, service, team

SLO(service=service, name="a", objectiv=99.9, sli=availability.sli, description="d")  # wrong
SLO(service=service, name="a", objective="99.9", sli=availability.sli, description="d")  # wrong
SLO(service=service, name="a", objective=99.9, sli=requests, description="d")  # wrong
SLO(service=service, name="a", objective=99.9, sli=Availability, description="d")  # wrong
SLO(service="api", name="a", objective=99.9, sli=availability.sli, description="d")  # wrong
SLO(service=service, name="a", sli=availability.sli, description="d")  # wrong
Availability(total=duration, failed={"code": "5.."})  # wrong
Availability(total=requests, failed={"code": 500})  # wrong
Latency(histogram=duration, under=250)  # wrong
Counter(service=service, name="x_total", labels=5)  # wrong
Histogram(service=service, name="x", buckets=[0.1, 0.25])  # wrong
Histogram(service=service, name="x", buckets=ms(100))  # wrong
Port(number="8080")  # wrong
Resources(cpu=1, memory="1Gi")  # wrong
Team(name="x", page=pager, ticket=[pager])  # wrong
Team("x", page=[pager], ticket=[pager])  # wrong
Service.nmae  # wrong
Severity.PAGER  # wrong
rate(requests, ms(100))  # wrong
sum_by(requests, "code")  # wrong
requests.select({"code": 500})  # wrong
team.name = "y"  # wrong
Threshold()  # wrong
