"""Catalog to Plan, part by part."""

from __future__ import annotations

from observability.compile.dashboards import boards
from observability.compile.network import edges
from observability.compile.plan import Plan
from observability.compile.proofs import test_files
from observability.compile.routing import routing
from observability.compile.rules import rule_files
from observability.compile.runbooks import runbooks
from observability.compile.scrape import scrape
from observability.model.catalog import Catalog

__all__ = ["compile_catalog"]


def compile_catalog(catalog: Catalog) -> Plan:
    """Return everything that follows from *catalog*."""
    rules = rule_files(catalog)
    alerts = tuple(alert for file in rules for alert in file.alerts)
    routes = routing(catalog, alerts)
    return Plan(
        catalog=catalog,
        rules=rules,
        dashboards=boards(catalog),
        tests=test_files(catalog, rules),
        network=edges(catalog),
        scrape=scrape(catalog),
        routing=routes,
        runbooks=runbooks(catalog, alerts, routes),
    )
