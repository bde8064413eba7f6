"""The words of the examples in rules' docstrings: each adds one thing to a small repository.

The repository is clean: a service `api` that calls `store`, with metrics, an SLO, an alert and a
dashboard each as `o11y generate` would write them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import attrs

from observability import (
    SLO,
    Absent,
    Availability,
    Component,
    Counter,
    Dashboard,
    Deployment,
    Environment,
    Folder,
    Gauge,
    GitOps,
    Histogram,
    Inventory,
    Mimir,
    PagerDuty,
    Port,
    Project,
    Resources,
    Secret,
    Service,
    Severity,
    Stage,
    StorageClass,
    Team,
    VmAlert,
    Wanted,
    alerts_row,
    days,
    ms,
)
from observability.compile.project import compile_catalog
from observability.lint import engine
from observability.lint.finding import Finding
from observability.lint.plain import plain
from observability.model.catalog import Catalog, join
from observability.model.definition import Definition
from observability.render.document import Document
from observability.render.targets import render

__all__ = ["World", "findings_of"]

_PAGER = PagerDuty(key=Secret(name="pager"))
_CORE = Team(name="core", page=[_PAGER], ticket=[_PAGER])
_PROJECT = Project(
    name="shop",
    owner=_CORE,
    grafana="https://grafana.example",
    prometheus="https://prometheus.example",
    alertmanager="https://alertmanager.example",
    runbooks="https://runbooks.example",
)
_LIVE = Environment(name="live", namespace="shop-live", cluster="shop")


def findings_of(example: str) -> tuple[Finding, ...]:
    """Return what the rules find once *example* has been added to the repository."""
    world = World()
    words = (
        "alert",
        "record",
        "panel",
        "dashboard",
        "service",
        "policy",
        "slo",
        "mimir",
        "vmalert",
        "quota",
        "component",
        "custom",
        "storage_class",
        "volume",
        "gitops",
        "secret",
        "job",
        "wanted",
    )
    exec(example, {word: getattr(world, word) for word in words})  # noqa: S102
    return world.findings()


@attrs.define
class World:
    """A repository and what was added to it."""

    definitions: list[Definition] = attrs.field(factory=list)
    edits: list[Callable[[dict[str, Document]], None]] = attrs.field(factory=list)
    rulers: tuple[Mimir | VmAlert, ...] = ()

    def alert(
        self,
        expr: str,
        *,
        name: str = "ApiBusy",
        team: str = "core",
        runbook: str = "https://runbooks.example/ApiDown.md",
        dashboard: str = "https://grafana.example/d/service-api",
        proven: bool = True,
    ) -> None:
        """Add an alert on the service `api`."""
        rule = {
            "alert": name,
            "expr": expr,
            "labels": {"service": "api", "severity": "ticket", "team": team},
            "annotations": {"dashboard_url": dashboard, "runbook_url": runbook},
        }
        case = {"alert_rule_test": [{"alertname": name, "exp_alerts": [{"exp_labels": {}}]}]}
        self.edits.append(lambda files: _rules(files).append(rule))
        if proven:
            path = "prometheus/tests/api.replay.yml"
            self.edits.append(lambda files: files[path].body["tests"].append(case))

    def record(self, name: str, expr: str) -> None:
        """Add a recording rule."""
        self.edits.append(lambda files: _rules(files).append({"record": name, "expr": expr}))

    def panel(
        self, expr: str, *, unit: str = "short", description: str = "High: look at the logs."
    ) -> None:
        """Add a panel to the dashboard of `api`."""
        body = {
            "type": "stat",
            "title": "New",
            "description": description,
            "fieldConfig": {"defaults": {"unit": unit}},
            "targets": [{"expr": expr}],
        }
        path = "grafana/dashboards/services/service-api.json"
        self.edits.append(lambda files: files[path].body["panels"].append(body))

    def dashboard(self, *, uid: str, title: str) -> None:
        """Add a dashboard without panels."""
        path = f"grafana/dashboards/extra/{title}.json"
        body = {"uid": uid, "title": title, "panels": []}
        new = Document(path=path, format="json", body=body)
        self.edits.append(lambda files: files.update({path: new}))

    def service(
        self,
        name: str,
        *,
        slo: bool,
        down: bool = True,
        no_data: bool = True,
        metrics_port: int | None = 9090,
    ) -> None:
        """Add a service, with or without an SLO, an alert for when it is down, a metrics port."""
        port = None if metrics_port is None else Port(number=metrics_port)
        new = _service(name, metrics=port)
        self.definitions += _usual(new, slo=slo, down=down)
        if not no_data:
            self.edits.append(lambda files: _forget(files, name, "NoData"))

    def policy(self, service: str, *, namespace: str = "shop-live", port: int) -> None:
        """Let the network policy of *service* admit *namespace* on *port* alone."""
        path = f"kubernetes/live/{service}/networkpolicy.yaml"
        self.edits.append(lambda files: _admit(files[path], namespace, port))

    def slo(self, name: str, *, objective: float, traffic: float, period: int = 30) -> None:
        """Add an SLO to `api`, over a *period* of days."""
        self.definitions.append(
            SLO(
                service=_API,
                name=name,
                objective=objective,
                sli=Availability(total=_REQUESTS, failed={"code": "5.."}),
                description="Requests are answered.",
                traffic=traffic,
                period=days(period),
            )
        )

    def mimir(self, *, max_groups: int) -> None:
        """Have the rules evaluated by a Mimir that takes so many groups of them, too."""
        self.rulers = (Mimir(max_groups=max_groups),)

    def vmalert(self, *, max_query_length: int) -> None:
        """Have the rules evaluated on a VictoriaMetrics that takes queries so long, too."""
        self.rulers = (VmAlert(max_query_length=max_query_length),)

    def quota(self, *, cpu: str) -> None:
        """Bound what the pods may request."""
        self._object("v1", "ResourceQuota", {"hard": {"requests.cpu": cpu}})

    def component(self, *, provides: list[str]) -> None:
        """Declare a component that serves kinds."""
        new = Component(name="server", version="1.0", namespace="system", provides=provides)
        self.definitions.append(new)

    def custom(self, version: str, kind: str) -> None:
        """Add an object of some kind."""
        self._object(version, kind, {})

    def storage_class(self, name: str) -> None:
        """Declare a class of volumes."""
        self.definitions.append(StorageClass(name=name, provisioner="disk.example"))

    def gitops(self, *, cluster_kinds: list[str]) -> None:
        """Have Argo CD apply everything, with those kinds of the cluster."""
        new = GitOps(
            repository="https://git.example/shop",
            stages=[Stage(environment=_LIVE, branch="main")],
            folders=[Folder(name="cluster", cluster_kinds=cluster_kinds)],
        )
        self.definitions.append(new)

    def volume(self, *, storage_class: str) -> None:
        """Claim a volume."""
        spec = {"storageClassName": storage_class}
        self._object("v1", "PersistentVolumeClaim", spec)

    def secret(self, name: str, *, key: str) -> None:
        """Bring a key of a secret from outside."""
        data = [{"secretKey": key, "remoteRef": {"key": name, "property": key}}]
        self._object(
            "external-secrets.io/v1", "ExternalSecret", {"data": data, "target": {"name": name}}
        )

    def job(self, *, secret: str, key: str) -> None:
        """Add a job that is told a key of a secret."""
        reference = {"secretKeyRef": {"name": secret, "key": key}}
        container = {"name": "main", "env": [{"name": "TOKEN", "valueFrom": reference}]}
        template = {"spec": {"containers": [container]}}
        self._object("batch/v1", "Job", {"template": template})

    def wanted(self, place: str) -> None:
        """Say where something is that was asked for."""
        row = Wanted(row="1", what="an API", found=[place])
        self.definitions.append(Inventory(name="Services", rows=[row]))

    def _object(self, version: str, kind: str, spec: dict[str, Any]) -> None:
        path = f"kubernetes/live/{kind.lower()}-new.yaml"
        metadata = {"name": "new", "namespace": "shop-live"}
        body = {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec}
        new = Document(path=path, format="yaml", body=body)
        self.edits.append(lambda files: files.update({path: new}))

    def findings(self) -> tuple[Finding, ...]:
        """Return what the rules find in all of it."""
        catalog, documents = _rendered(tuple(self.definitions), self.rulers)
        files = {one.path: _copy(one) for one in documents}
        for edit in self.edits:
            edit(files)
        return engine.run(catalog, tuple(files[path] for path in sorted(files)))


def _service(name: str, *, metrics: Port | None, depends_on: Iterable[Service] = ()) -> Service:
    return Service(
        name=name,
        team=_CORE,
        environment=_LIVE,
        description="Does its work.",
        depends_on=list(depends_on),
        workload=Deployment(
            image=f"ghcr.io/shop/{name}:1.0.0",
            http=Port(number=8080),
            metrics=metrics,
            requests=Resources(cpu="100m", memory="64Mi", memory_limit="128Mi"),
        ),
    )


def _requests(service: Service) -> Counter:
    return Counter(service=service, name="http_requests_total", labels=["code", "route"])


def _usual(service: Service, *, slo: bool, down: bool) -> list[Definition]:
    requests = _requests(service)
    title = service.name.capitalize()
    found: list[Definition] = [
        requests,
        Dashboard(service=service, title=title, rows=[alerts_row(service)]),
    ]
    if slo:
        sli = Availability(total=requests, failed={"code": "5.."})
        found.append(
            SLO(service=service, name="up", objective=99.9, sli=sli, description="It answers.")
        )
    if down:
        found.append(
            Absent(
                service=service,
                name=f"{title}Down",
                severity=Severity.PAGE,
                summary=f"{service.name} is gone",
                impact="Nobody can buy.",
                actions=["Look at its pods."],
            )
        )
    return found


_STORE = _service("store", metrics=Port(number=9090))
_API = _service("api", metrics=Port(number=9090), depends_on=[_STORE])
_API_USUAL = _usual(_API, slo=True, down=True)
_REQUESTS = _API_USUAL[0]
_BASE = (
    _PROJECT,
    *_API_USUAL,
    Histogram(service=_API, name="http_seconds", labels=["route"], buckets=[ms(100), ms(250)]),
    Gauge(service=_API, name="queue_depth"),
    *_usual(_STORE, slo=True, down=True),
)


@cache
def _rendered(
    added: tuple[Definition, ...], rulers: tuple[Mimir | VmAlert, ...]
) -> tuple[Catalog, tuple[Document, ...]]:
    catalog = join((*_BASE, *added), attrs.evolve(_PROJECT, rulers=rulers))
    return catalog, render(compile_catalog(catalog))


def _copy(document: Document) -> Document:
    return attrs.evolve(document, body=copy.deepcopy(plain(document.body)))


def _rules(files: dict[str, Document]) -> list[Any]:
    rules: list[Any] = files["prometheus/rules/api.yml"].body["groups"][-1]["rules"]
    return rules


def _forget(files: dict[str, Document], service: str, suffix: str) -> None:
    """Take the alerts with *suffix* out of the rules of *service*."""
    for group in files[f"prometheus/rules/{service}.yml"].body["groups"]:
        rules = group["rules"]
        group["rules"] = [one for one in rules if not one.get("alert", "").endswith(suffix)]


def _admit(document: Document, namespace: str, port: int) -> None:
    for rule in document.body["spec"]["ingress"]:
        names = [one["namespaceSelector"]["matchLabels"] for one in rule["from"]]
        if {"kubernetes.io/metadata.name": namespace} in names:
            rule["ports"] = [{"protocol": "TCP", "port": port}]
