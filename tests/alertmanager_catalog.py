"""A small estate with two teams, every kind of receiver, an outage and those who suffer from it."""

from __future__ import annotations

from pathlib import Path

from observability import (
    SLO,
    Absent,
    Availability,
    Counter,
    Deployment,
    Email,
    Environment,
    External,
    Gauge,
    PagerDuty,
    Port,
    Probe,
    Project,
    Resources,
    Secret,
    Service,
    Severity,
    Slack,
    Smtp,
    Team,
    Threshold,
    Watchdog,
    Webhook,
)
from observability.compile.plan import Plan
from observability.compile.project import compile_catalog
from observability.model.catalog import Catalog, join
from observability.model.definition import Definition
from observability.render import alertmanager, runbooks
from observability.render.document import Document
from observability.serialize.bytes import to_bytes

LIVE = Environment(name="live", namespace="shop-live", cluster="shop")
OPS = Team(
    name="ops",
    page=[PagerDuty(key=Secret(name="ops-key")), Slack(channel="#out", url=Secret(name="slack"))],
    ticket=[Slack(channel="#ops", url=Secret(name="slack"))],
    escalation=["ops on-call", "ops lead"],
)
SHOP = Team(
    name="shop",
    page=[PagerDuty(key=Secret(name="shop-key"))],
    ticket=[
        Email(to="shop@example.com"),
        Webhook(url="https://tickets.example.com/in", credentials=Secret(name="tickets")),
    ],
)
PROJECT = Project(
    name="shop",
    owner=OPS,
    grafana="https://grafana.example.com",
    prometheus="https://prometheus.example.com",
    alertmanager="https://alertmanager.example.com",
    runbooks="https://example.com/runbooks",
    watchdog=Webhook(url="https://deadman.example.com", credentials=Secret(name="deadman")),
    smtp=Smtp(
        smarthost="smtp.example.com:587",
        sender="alerts@example.com",
        username="alerts",
        password=Secret(name="smtp"),
    ),
)
STORE = Service(
    name="store",
    team=OPS,
    environment=LIVE,
    description="Holds the orders.",
    workload=External(exporter="store-exporter:9187", port=5432, cidrs=["10.0.0.0/24"]),
)
API = Service(
    name="api",
    team=SHOP,
    environment=LIVE,
    description="Takes orders | and answers.",
    depends_on=[STORE],
    workload=Deployment(
        image="example.com/api:1.0.0",
        container="server",
        http=Port(number=8080),
        requests=Resources(cpu="100m", memory="64Mi"),
    ),
)
EDGE = Service(
    name="edge",
    team=OPS,
    environment=LIVE,
    description="Lets users in.",
    depends_on=[API],
    workload=External(exporter="edge:9113", port=443, namespace="edge", pods={"app": "edge"}),
)
MAIL = Service(
    name="mail",
    team=SHOP,
    environment=LIVE,
    description="Sends receipts.",
    workload=Deployment(
        image="example.com/mail:1.0.0", requests=Resources(cpu="100m", memory="64Mi")
    ),
)
STORE_UP = Gauge(service=STORE, name="store_up", labels=["instance"])


def availability(service: Service, name: str = "availability", objective: float = 99.9) -> SLO:
    """Return an SLO over a counter of *service*."""
    total = Counter(service=service, name=f"{name}_requests_total", labels=["code"])
    return SLO(
        service=service,
        name=name,
        objective=objective,
        sli=Availability(total=total, failed={"code": "5.."}),
        description="Requests are answered.",
    )


STORE_DOWN = Absent(
    service=STORE,
    name="StoreDown",
    metric=STORE_UP,
    severity=Severity.PAGE,
    summary="The store is down",
    impact="Nothing can be ordered.",
    actions=["Look at the store."],
)
STORE_FULL = Threshold(
    service=STORE,
    name="StoreFull",
    expr=STORE_UP.select(),
    above=5,
    severity=Severity.PAGE,
    summary="The store {{ $labels.instance }} is full | and slow",
    impact="Orders are refused.",
    actions=["Make room."],
    fires=[STORE_UP.series("6x30")],
    stays_silent=[STORE_UP.series("5x30")],
)
WATCHDOG = Watchdog(service=EDGE)
STORE_SLO = SLO(
    service=STORE,
    name="availability",
    objective=99.5,
    sli=Probe(gauge=STORE_UP),
    description="The store is up.",
)
EVERYTHING: tuple[Definition, ...] = (
    STORE_SLO,
    availability(API),
    availability(API, "second", 95),
    availability(EDGE),
    availability(MAIL),
    STORE_DOWN,
    STORE_FULL,
    WATCHDOG,
)


def catalog(*definitions: Definition, project: Project = PROJECT) -> Catalog:
    """Return the catalog of *definitions*, of all if there are none."""
    return join((project, *(definitions or EVERYTHING)), project)


def plan(*definitions: Definition, project: Project = PROJECT) -> Plan:
    """Return what follows from *definitions*, of all if there are none."""
    return compile_catalog(catalog(*definitions, project=project))


def documents(which: Plan) -> dict[str, Document]:
    """Return the files for Alertmanager and for people, by path."""
    every = (*alertmanager.render(which), *runbooks.render(which))
    return {one.path: one for one in every}


def written(which: Plan, out: Path) -> Path:
    """Write these files below *out* and return it."""
    for document in documents(which).values():
        path = out / document.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_bytes(document, "/"))
    return out
