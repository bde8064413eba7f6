"""The dashboards of this repository's own definitions, taken apart for the tests."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from observability.compile.plan import Plan
from observability.compile.project import compile_catalog
from observability.io.load import load
from observability.promql.template import plain
from observability.render import grafana

__all__ = ["BODIES", "Json", "bodies", "estate", "expressions", "panels", "ready"]

ROOT = Path(__file__).parent.parent
Json = dict[str, Any]


@cache
def estate() -> Plan:
    """Return the plan of this repository."""
    catalog = load(str(ROOT)).catalog
    assert catalog is not None, "the estate's definitions are wrong: run o11y check"
    return compile_catalog(catalog)


def bodies(plan: Plan) -> dict[str, Json]:
    """Return the dashboards of *plan* by uid."""
    found = [one.body for one in grafana.render(plan) if one.format == "json"]
    return {body["uid"]: body for body in found}


BODIES = bodies(estate())


def panels(body: Json) -> Iterator[Json]:
    """Yield every panel and heading, those in collapsed rows, too."""
    for panel in body["panels"]:
        yield panel
        yield from panel.get("panels", [])


def expressions(body: Json) -> Iterator[tuple[str, str]]:
    """Yield the title of the panel and the text of each query."""
    for panel in panels(body):
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]


def ready(expr: str, service: str = "api", slo: str = "availability") -> str:
    """Return *expr* with the variables filled in as Grafana does."""
    return plain(expr).replace("$service", service).replace("$slo", slo)
