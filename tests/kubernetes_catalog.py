"""A small catalog with every kind of workload, and what is rendered from a catalog."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import yaml

from observability import (
    Autoscaling,
    Deployment,
    Environment,
    External,
    HttpProbe,
    PagerDuty,
    Port,
    Probes,
    Project,
    Resources,
    Secret,
    SecretEnv,
    Service,
    StatefulSet,
    Team,
)
from observability.compile.network import edges
from observability.compile.plan import Plan
from observability.compile.scrape import scrape
from observability.io.load import load
from observability.model.catalog import Catalog, join
from observability.render import scrape as scrape_target
from observability.render.document import Document
from observability.render.kubernetes import kinds
from observability.serialize.bytes import to_bytes

ROOT = Path(__file__).resolve().parents[1]

_PAGER = PagerDuty(key=Secret(name="pager"))
TEAM = Team(name="core", page=[_PAGER], ticket=[_PAGER])
PROJECT = Project(
    name="shop",
    owner=TEAM,
    grafana="https://grafana.example.com",
    prometheus="https://prometheus.example.com",
    alertmanager="https://alertmanager.example.com",
    runbooks="https://example.com/runbooks",
)
LIVE = Environment(name="live", namespace="shop-live", cluster="shop")
_PROBE = HttpProbe(path="/health")
_SMALL = Resources(cpu="100m", memory="64Mi", memory_limit="128Mi")

DATABASE = Service(
    name="database",
    team=TEAM,
    environment=LIVE,
    description="Holds the orders.",
    workload=External(exporter="exporter.example.com:9187", port=5432, cidrs=["10.1.0.0/16"]),
)
STORE = Service(
    name="store",
    team=TEAM,
    environment=LIVE,
    description="Holds the carts.",
    workload=StatefulSet(
        image="example.com/store:3.1",
        replicas=3,
        http=Port(number=8200),
        metrics=Port(number=8201, path="/-/metrics"),
        requests=_SMALL,
        storage="10Gi",
        storage_class="fast",
        mount="/var/lib/store",
    ),
)
WEB = Service(
    name="web",
    team=TEAM,
    environment=LIVE,
    description="Sells things.",
    depends_on=[STORE, DATABASE],
    workload=Deployment(
        image="example.com/web:1.0",
        container="server",
        http=Port(number=3000),
        metrics=Port(number=9090),
        probes=Probes(live=_PROBE, ready=_PROBE, startup=_PROBE),
        requests=_SMALL,
        env={"LOG_LEVEL": "info"},
        secrets=[SecretEnv(name="DATABASE_URL", secret=DATABASE.name, key="url")],
        writable=["/scratch", "/app/cache", "/app.cache"],
        autoscaling=Autoscaling(minimum=2, maximum=5, cpu=60, memory=80),
        version="v2",
    ),
)
WORKER = Service(
    name="worker",
    team=TEAM,
    environment=LIVE,
    description="Sends mail.",
    depends_on=[DATABASE],
    workload=Deployment(image="example.com/worker:1.0", replicas=1, requests=_SMALL),
)
EDGE = Service(
    name="edge",
    team=TEAM,
    environment=LIVE,
    description="Lets users in.",
    depends_on=[WEB],
    workload=External(
        exporter="edge.edge-system.svc:10254", port=443, namespace="edge-system", pods={"app": "e"}
    ),
)


def catalog(*services: Service) -> Catalog:
    """Return a catalog of *services* and what they refer to; of all above by default."""
    return join(services or (EDGE, WORKER), PROJECT)


def with_workload(service: Service, **changes: Any) -> Service:
    """Return *service* with *changes* to its workload."""
    return attrs.evolve(service, workload=attrs.evolve(service.workload, **changes))


def plan(of: Catalog) -> Plan:
    """Return the part of the plan that manifests and scrapes are made from."""
    return Plan(catalog=of, network=edges(of), scrape=scrape(of))


def documents(of: Catalog) -> tuple[Document, ...]:
    """Return the Kubernetes documents of a catalog."""
    return kinds.render(plan(of))


def files(of: Iterable[Document]) -> dict[str, bytes]:
    """Return the path and the bytes of each document."""
    return {document.path: to_bytes(document, str(ROOT)) for document in of}


def objects(of: Catalog) -> dict[str, dict[str, Any]]:
    """Return the objects of a catalog by path, read back from the bytes; no kustomizations.

    Files that kustomize makes ConfigMaps of are no objects.
    """
    found = [one for one in documents(of) if "/config/" not in one.path]
    read = {path: yaml.safe_load(data) for path, data in files(found).items()}
    return {path: body for path, body in read.items() if body["kind"] != "Kustomization"}


def generated(of: Catalog) -> set[tuple[str, str, str]]:
    """Return kind, namespace and name of the ConfigMaps that kustomize makes."""
    made = [one.body for one in documents(of) if one.path.endswith("/kustomization.yaml")]
    maps = [one for body in made for one in body.get("configMapGenerator", ())]
    return {("ConfigMap", one["namespace"], one["name"]) for one in maps}


def prometheus(of: Catalog) -> dict[str, Any]:
    """Return the Prometheus configuration of a catalog, read back from the bytes."""
    (document,) = scrape_target.render(plan(of))
    found: dict[str, Any] = yaml.safe_load(to_bytes(document, str(ROOT)))
    return found


@cache
def estate() -> Catalog:
    """Return the catalog of this repository's own definitions."""
    loaded = load(str(ROOT))
    assert loaded.catalog is not None, "\n".join(map(str, loaded.problems))
    return loaded.catalog
