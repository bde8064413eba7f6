"""Costs: exact, from the manifests, and adding up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import attrs
import pytest

from observability import Infrastructure, InstancePrice, PriceTable
from observability.compile.project import compile_catalog
from observability.render.cost import files
from observability.render.cost.infrastructure import bills
from observability.render.cost.workloads import Workload, workloads
from observability.render.document import Document
from tests.core_definitions import valid
from tests.terraform_files import estate

PRICES = PriceTable(
    as_of="2026-11-01",
    origin="a test",
    vcpu_hour=1,
    gib_hour=0.1,
    spot=30,
    volume_month=2,
    database_month=3,
    instances=[InstancePrice(type="m6i.large", hour=1), InstancePrice(type="db.r6g.large", hour=2)],
)


def _pods(**more: Any) -> dict[str, Any]:
    container = {"name": "main", "resources": {"requests": {"cpu": "250m", "memory": "512Mi"}}}
    return {"containers": [container], **more}


def _object(kind: str, spec: dict[str, Any], pod: dict[str, Any] | None = None) -> Document:
    body = {
        "kind": kind,
        "metadata": {"name": "api", "namespace": "shop"},
        "spec": {**spec, "template": {"spec": pod or _pods()}},
    }
    return Document(path=f"kubernetes/prod/api/{kind.lower()}.yaml", format="yaml", body=body)


def _scaler(kind: str = "Deployment") -> Document:
    body = {
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "api", "namespace": "shop"},
        "spec": {
            "scaleTargetRef": {"kind": kind, "name": "api"},
            "minReplicas": 2,
            "maxReplicas": 9,
        },
    }
    return Document(path="kubernetes/prod/api/scaler.yaml", format="yaml", body=body)


def _one(*documents: Document) -> Workload:
    (found,) = workloads(PRICES, documents)
    return found


def test_a_pod_costs_what_it_requests() -> None:
    """A quarter of a core and half a GiB, 730 hours: 182.50 + 36.50 = 219.00 for each of 3."""
    found = _one(_object("Deployment", {"replicas": 3}))

    assert (3, 3) == (found.least, found.most)
    assert Decimal("657.00") == found.month_least == found.month_most


def test_an_autoscaler_gives_least_and_most() -> None:
    """Its bounds are the bounds of the cost; another kind's autoscaler is not its own."""
    found = _one(_object("Deployment", {}), _scaler())
    other = _one(_object("Deployment", {"replicas": 1}), _scaler("StatefulSet"))

    assert (Decimal("438.00"), Decimal("1971.00")) == (found.month_least, found.month_most)
    assert Decimal("219.00") == other.month_most


def test_spare_capacity_costs_its_share() -> None:
    """A pod that only runs on spot nodes costs 30 %, exactly."""
    pod = _pods(nodeSelector={"eks.amazonaws.com/capacityType": "SPOT"})
    found = _one(_object("Deployment", {"replicas": 1}, pod))

    assert found.spot
    assert Decimal("65.70") == found.month_least


def test_sidecars_count_and_what_ends_does_not() -> None:
    """An init container that always restarts runs along; another one is over when the pod starts."""
    inits = [
        {"restartPolicy": "Always", "resources": {"requests": {"cpu": "1"}}},
        {"resources": {"requests": {"cpu": "64"}}},
        {"restartPolicy": "Always"},
    ]
    found = _one(_object("Deployment", {"replicas": 1}, _pods(initContainers=inits)))

    assert Decimal("1.25") == found.cpu


def test_volumes_cost_what_they_hold() -> None:
    """Each pod of a StatefulSet has a volume: 10 GiB at 2 are 20 besides the 219."""
    claim = {"spec": {"resources": {"requests": {"storage": "10Gi"}}}}
    found = _one(_object("StatefulSet", {"replicas": 2, "volumeClaimTemplates": [claim]}))

    assert Decimal("478.00") == found.month_least


def test_stores_are_billed_by_their_instances() -> None:
    """A database has a standby; a cache has its shards with their copies, and no price here."""
    found = {one.item: one for one in bills(PRICES, valid(Infrastructure))}

    assert (2, Decimal("2920.00")) == (found["orders-db"].count, found["orders-db"].month)
    assert Decimal("300.00") == found["orders-db storage"].month
    assert (4, None) == (found["sessions"].count, found["sessions"].month)
    assert Decimal("1460.00") == found["nodes workers"].month


def _estate(**changes: Any) -> dict[str, str]:
    from observability.render.targets import render

    catalog = attrs.evolve(estate(), **changes)
    return {one.path: one.body for one in render(compile_catalog(catalog)) if "cost/" in one.path}


def test_the_page_adds_up() -> None:
    """The sums of the page are the sums of the rows of the spreadsheet."""
    made = _estate()
    rows = [line.split(",") for line in made["cost/resources.csv"].splitlines()]
    head, rows = rows[0], rows[1:]
    for environment in ("production", "staging"):
        own = [dict(zip(head, row, strict=True)) for row in rows if row[0] == environment]
        least = sum(Decimal(one["month_least"]) for one in own)
        most = sum(Decimal(one["month_most"]) for one in own)
        assert own
        assert f"| {environment} | {least} | {most} |" in made["cost/README.md"]


def test_what_nobody_priced_is_said() -> None:
    """An instance without a price is named, and not taken for free."""
    table = attrs.evolve(estate().prices[0], instances=())
    page = _estate(prices=(table,))["cost/README.md"]

    assert "without a price in the table: t3.large, db.r6g.xlarge, cache.r6g.xlarge." in page
    assert "as somebody else runs them: kafka, elasticsearch." in page
    assert "| quizmentor-prod | redis | cache.r6g.xlarge | 9 | on-demand | not priced |" in page


def test_without_prices_nothing_is_written() -> None:
    """No table, no guess."""
    assert {} == _estate(prices=())


@pytest.mark.parametrize("first", ["cost/README.md", "cost/resources.csv"])
def test_the_same_manifests_cost_the_same(first: str) -> None:
    """The order in which documents come makes no difference."""
    plan = compile_catalog(estate())
    from observability.render.targets import render

    every = render(plan)
    backwards = {one.path: one.body for one in files.render(plan, every[::-1])}

    assert {one.path: one.body for one in every}[first] == backwards[first]
