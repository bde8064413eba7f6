"""A project with every kind of promise that there is, to try the rules and their proofs with.

Its two shards both serve SLOs with groups, periods, calendars, maintenance, healing, resets,
tables of windows and policies of their own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from observability import (
    SLO,
    AlertWindows,
    Availability,
    BudgetPolicy,
    BurnPair,
    Calendar,
    Counter,
    Environment,
    External,
    Histogram,
    Latency,
    Maintenance,
    Project,
    Reset,
    Secret,
    Service,
    Severity,
    Slack,
    Step,
    Team,
    Webhook,
    days,
    hours,
    minutes,
    ms,
    seconds,
)
from observability.compile.project import compile_catalog
from observability.model.catalog import Catalog, join
from observability.render.targets import render
from observability.serialize.bytes import to_bytes

__all__ = ["everything", "write"]

_SECRET = Secret(name="slack-shop")
_SLACK = Slack(channel="#shop", url=_SECRET)
_TEAM = Team(name="shop", page=[_SLACK], ticket=[_SLACK])
_WHERE = Environment(name="prod", namespace="shop-prod", cluster="shop")

_POLICY = BudgetPolicy(
    name="usual",
    steps=[Step(at=50, action="Look."), Step(at=100, action="Stop.", freeze=True)],
)
_STRICT = BudgetPolicy(name="strict", steps=[Step(at=75, action="Stop.", freeze=True)])
_WINDOWS = AlertWindows(
    name="strict",
    pairs=[
        BurnPair(severity=Severity.PAGE, budget=1, long=minutes(30), short=minutes(10)),
        BurnPair(severity=Severity.TICKET, budget=5, long=hours(12), short=hours(1)),
    ],
)
_NIGHTLY = Maintenance(
    reason="nightly", start="2026-11-01T23:30+01:00", length=hours(1), every=days(1)
)
_ONCE = Maintenance(reason="move", start="2026-11-05T12:10+00:00", length=minutes(10))
_RESETS = [
    Reset(at=at, reason="Agreed.") for at in ("2026-10-01T08:30+02:00", "2026-11-24T10:00+00:00")
]
_KINDS: dict[str, dict[str, Any]] = {
    "routes": {"by": ["route"]},
    "month": {},
    "week": {"period": days(7), "also": [Calendar()]},
    "four-weeks": {"period": days(28), "also": [days(7)]},
    "quarter": {
        "period": days(90),
        "also": [Calendar(unit="quarter", utc_offset="-05:00"), Calendar(utc_offset="+05:30")],
    },
    "healed": {"healing": True, "also": [days(7)]},
    "strict": {"windows": _WINDOWS, "policy": _STRICT},
    "nightly": {"maintenance": [_NIGHTLY, _ONCE]},
    "anew": {"resets": _RESETS, "also": [days(7), Calendar()]},
}


def everything(**project: Any) -> Catalog:
    """Return its catalog; *project* changes what the project says, such as ``shards=1``."""
    return join(
        (*_promises("shop", latency=False), *_promises("desk", latency=True)),
        Project(**(_PROJECT | project)),
    )


_PROJECT: dict[str, Any] = {
    "name": "shop",
    "owner": _TEAM,
    "grafana": "https://grafana.example.com",
    "prometheus": "https://prometheus.example.com",
    "alertmanager": "https://alertmanager.example.com",
    "alertmanager_targets": ["alertmanager:9093"],
    "runbooks": "https://runbooks.example.com/out",
    "scrape_interval": seconds(15),
    "retention": days(100),
    "watchdog": Webhook(url="https://watch.example.com/beat"),
    "budget_policy": _POLICY,
    "shards": 2,
}


def _promises(name: str, *, latency: bool) -> tuple[SLO, ...]:
    service = Service(
        name=name,
        team=_TEAM,
        environment=_WHERE,
        workload=External(exporter=f"{name}.example.com:9121", port=80, cidrs=["10.0.20.0/24"]),
        description="Answers the shop.",
    )
    requests = Counter(service=service, name="http_requests_total", labels=["code", "route"])
    duration = Histogram(
        service=service, name="http_seconds", labels=["route"], buckets=[ms(100), ms(250)]
    )
    sli = (
        Latency(histogram=duration, under=ms(250))
        if latency
        else Availability(total=requests, failed={"code": "5.."})
    )
    return tuple(
        SLO(
            service=service,
            name=kind,
            objective=99 if kind == "routes" else 99.9,
            sli=sli,
            description="Requests are answered.",
            **changes,
        )
        for kind, changes in _KINDS.items()
    )


def write(catalog: Catalog, folder: Path) -> Path:
    """Write the rules and proofs of *catalog*; return the folder of prometheus."""
    for document in render(compile_catalog(catalog)):
        if document.path.startswith("prometheus/"):
            path = folder / document.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(to_bytes(document, "/"))
    return folder / "prometheus"
