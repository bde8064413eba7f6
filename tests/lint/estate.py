"""This repository's own definitions, and one small breakage of their documents for each rule."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from observability import Calendar
from observability.compile.project import compile_catalog
from observability.io.load import load
from observability.lint import engine
from observability.lint.finding import Finding
from observability.lint.plain import plain
from observability.model.catalog import Catalog
from observability.model.ruler import Mimir, Ruler, VmAlert
from observability.render.document import Document
from observability.render.targets import render

__all__ = ["BREAKAGES", "Estate", "broken", "estate"]

ROOT = Path(__file__).resolve().parents[2]
Files = dict[str, Any]
Breakage = Callable[["Estate"], None]


@attrs.define
class Estate:
    """The catalog, and the bodies of the documents by path: free to be changed."""

    catalog: Catalog
    documents: dict[str, Document]

    def body(self, path: str) -> Any:
        """Return the body of the document at *path*."""
        return self.documents[path].body

    def rule(self, path: str, name: str) -> dict[str, Any]:
        """Return the first rule called *name* in the file at *path*."""
        rules = [rule for group in self.body(path)["groups"] for rule in group["rules"]]
        return next(one for one in rules if name in (one.get("alert"), one.get("record")))

    def panel(self, uid: str) -> dict[str, Any]:
        """Return the first panel with a query of the service dashboard *uid*."""
        panels = self.body(f"grafana/dashboards/services/{uid}.json")["panels"]
        found: dict[str, Any] = next(one for one in panels if one.get("targets"))
        return found

    def findings(self) -> tuple[Finding, ...]:
        """Return what the rules find."""
        return engine.run(self.catalog, tuple(self.documents.values()))


@cache
def _loaded() -> tuple[Catalog, tuple[Document, ...]]:
    catalog = load(str(ROOT)).catalog
    assert catalog is not None, "the estate's definitions are wrong: run o11y check"
    return catalog, render(compile_catalog(catalog))


def estate() -> Estate:
    """Return the documents as they are generated."""
    catalog, documents = _loaded()
    return Estate(catalog, {one.path: one for one in documents})


def broken(breakage: Breakage) -> Estate:
    """Return the documents after *breakage*."""
    catalog, documents = _loaded()
    copies = [attrs.evolve(one, body=copy.deepcopy(plain(one.body))) for one in documents]
    found = Estate(catalog, {one.path: one for one in copies})
    breakage(found)
    return found


_KAFKA, _REDIS = "prometheus/rules/kafka.yml", "prometheus/rules/redis.yml"


def _unproven(found: Estate) -> None:
    for case in found.body("prometheus/tests/kafka.replay.yml")["tests"]:
        for test in case.get("alert_rule_test", ()):
            if test["alertname"] == "KafkaUnderReplicated":
                test["exp_alerts"] = []
        case["promql_expr_test"] = [
            one for one in case.get("promql_expr_test", ()) if "UnderRepl" not in one["expr"]
        ]


def _blocked(port: int) -> Breakage:
    def change(found: Estate) -> None:
        policy = found.body("kubernetes/production/analytics/networkpolicy.yaml")
        for rule in policy["spec"]["ingress"]:
            if rule["ports"][0]["port"] == port:
                rule["ports"][0]["port"] = port + 1

    return change


def _without_absence(found: Estate) -> None:
    for group in found.body(_KAFKA)["groups"]:
        group["rules"] = [one for one in group["rules"] if one["alert"] != "KafkaDown"]


def _without_slos(found: Estate) -> None:
    slos = tuple(one for one in found.catalog.slos if one.service.name != "analytics")
    found.catalog = attrs.evolve(found.catalog, slos=slos)


def _quiet(found: Estate) -> None:
    first, *rest = found.catalog.slos
    quiet = attrs.evolve(first, traffic=Decimal("0.00001"))
    found.catalog = attrs.evolve(found.catalog, slos=(quiet, *rest))


def _quarterly(found: Estate) -> None:
    first, *rest = found.catalog.slos
    found.catalog = attrs.evolve(
        found.catalog, slos=(attrs.evolve(first, also=(Calendar(unit="quarter"),)), *rest)
    )


def _unscraped(found: Estate) -> None:
    config = found.body("prometheus/prometheus.yml")
    config["scrape_configs"] = [
        one for one in config["scrape_configs"] if one["job_name"] != "elasticsearch"
    ]


def _twin(found: Estate) -> None:
    original = found.documents["grafana/dashboards/services/service-redis.json"]
    copied = attrs.evolve(original, path="grafana/dashboards/slo/service-redis.json")
    found.documents[copied.path] = copied


def _evaluated(ruler: Ruler) -> Breakage:
    def change(found: Estate) -> None:
        project = attrs.evolve(found.catalog.project, rulers=[ruler])
        found.catalog = attrs.evolve(found.catalog, project=project)
        new = render(compile_catalog(found.catalog))
        found.documents |= {one.path: one for one in new if one.path not in found.documents}

    return change


def _replaced(path: str, name: str, old: str, new: str) -> Breakage:
    def change(found: Estate) -> None:
        rule = found.rule(path, name)
        assert old in rule["expr"]
        rule["expr"] = rule["expr"].replace(old, new)

    return change


def _without_issuers(found: Estate) -> None:
    left = tuple(one for one in found.catalog.cluster if one.name != "cert-manager")
    found.catalog = attrs.evolve(found.catalog, cluster=left)


def _unknown_priority(found: Estate) -> None:
    workload = found.body("kubernetes/production/analytics/deployment.yaml")
    workload["spec"]["template"]["spec"]["priorityClassName"] = "interactve"


BREAKAGES: dict[str, Breakage] = {
    "alert/no-dashboard": lambda found: found.documents.pop(
        "grafana/dashboards/services/service-redis.json"
    ),
    "alert/no-proof": _unproven,
    "alert/no-route": lambda found: found.rule(_REDIS, "RedisDown")["labels"].update(team="reddis"),
    "alert/no-runbook": lambda found: found.documents.pop("runbooks/RedisDown.md"),
    "cluster/no-controller": _without_issuers,
    "cluster/quota-refuses-pods": lambda found: found.body(
        "kubernetes/production/resourcequota-compute.yaml"
    )["spec"]["hard"].update({"limits.memory": "1Gi"}),
    "cluster/unknown-class": _unknown_priority,
    "cluster/unknown-secret": lambda found: found.documents.pop(
        "kubernetes/production/externalsecret-jwt-secret.yaml"
    ),
    "dashboard/duplicate-uid": _twin,
    "delivery/refused": lambda found: found.documents.pop(
        "argocd/applications/application-staging.yaml"
    ),
    "dashboard/no-unit-or-description": lambda found: found.panel("service-redis").update(
        description=""
    ),
    "expr/counter-misuse": lambda found: found.panel("service-kafka")["targets"][0].update(
        expr='sum(increase(kafka_brokers{job="kafka"}[5m]))'
    ),
    "expr/invalid": _replaced(_REDIS, "RedisDown", "absent(", "absent(("),
    "expr/range": _replaced(_REDIS, "RedisEvictsKeys", "[10m]", "[45s]"),
    "expr/unknown-label": _replaced(_KAFKA, "KafkaUnderReplicated", 'job="kafka"', 'jbo="kafka"'),
    "expr/unknown-metric": _replaced(_KAFKA, "KafkaDown", "kafka_brokers", "kafka_broker"),
    "inventory/not-found": lambda found: found.documents.pop(
        "kubernetes/staging/redis/configmap-files.yaml"
    ),
    "network/edge-blocked": _blocked(3000),
    "network/scrape-blocked": _blocked(9090),
    "ruler/query-too-long": _evaluated(VmAlert(max_query_length=1024)),
    "ruler/too-many-groups": _evaluated(Mimir(max_groups=1)),
    "rules/duplicate": lambda found: found.rule(_REDIS, "RedisEvictsKeys").update(
        alert="RedisDown"
    ),
    "service/no-down-alert": _without_absence,
    "service/no-slo": _without_slos,
    "service/not-scraped": _unscraped,
    "slo/period-not-kept": _quarterly,
    "slo/too-few-events": _quiet,
}
"""By the id of a rule: a change after which that rule finds something, and no other does."""
