"""The pages about the whole: every box, every link, every difference."""

from __future__ import annotations

import itertools
import posixpath
import re
from typing import Any

import attrs
import pytest

from observability.compile.placement import placements
from observability.compile.plan import Plan
from observability.compile.project import compile_catalog
from observability.render.document import Document
from observability.render.overview import diagram, differences, files
from tests.estate_files import bodies
from tests.terraform_files import estate

# What the guide's diagram shows, and what it is called here.
_BOXES = {
    "CloudFlare CDN": "cdn_cloudflare_",
    "NGINX Ingress": "ingress_nginx_ingress_nginx_",
    "Kong Gateway": "production_kong_",
    "Learning Orchestrator": "production_learning_orchestrator_",
    "Bloom Validator": "production_bloom_validator_",
    "Adaptive Engine": "production_adaptive_engine_",
    "Analytics Service": "production_analytics_",
    "PostgreSQL": "production_postgres_",
    "Redis": "production_redis_",
    "Elasticsearch": "production_elasticsearch_",
    "S3 Storage": "shared_s3_",
    "Kafka": "production_kafka_",
    "AWS SQS": "shared_sqs_",
    "Prometheus": "monitoring_prometheus_",
    "Grafana": "monitoring_grafana_",
    "Jaeger": "monitoring_jaeger_",
    "ELK Stack: shipping": "monitoring_fluent_bit_",
    "ELK Stack: searching": "monitoring_kibana_",
}
_WAY_IN = (
    "users_",
    "cdn_cloudflare_",
    "ingress_nginx_ingress_nginx_",
    "production_kong_",
    "production_learning_orchestrator_",
    "production_postgres_",
)
_PAGES = ("architecture.md", "environments.md")


def _plan() -> Plan:
    return compile_catalog(estate())


def _documents() -> tuple[Document, ...]:
    return tuple(
        Document(path=path, format="yaml", body=body)
        for path, body in bodies("kubernetes/").items()
    )


@pytest.mark.parametrize("box", _BOXES)
def test_every_box_of_the_guide_is_drawn(box: str) -> None:
    """Under its own name, in the group that it runs in."""
    assert _BOXES[box] in {one.id for one in diagram.diagram(_plan()).nodes}


def test_the_rate_limiter_is_in_the_way() -> None:
    """It is the gateway's, and says its limit."""
    drawn = {one.id: one.text for one in diagram.diagram(_plan()).nodes}
    (limit,) = {edge.per_second for edge in estate().edges}

    assert f"rate limit: {limit} a second" in drawn["production_kong_"]


def test_requests_take_the_way_of_the_guide() -> None:
    """CDN, ingress controller, gateway, service, store: an arrow from each to the next."""
    arrows = {(one.start, one.end) for one in diagram.diagram(_plan()).arrows}

    assert set(itertools.pairwise(_WAY_IN)) <= arrows


def test_every_dependency_is_an_arrow_and_every_end_is_drawn() -> None:
    """In each environment; and no arrow is drawn to what is not there."""
    drawn = diagram.diagram(_plan())
    calls = [one for one in drawn.arrows if not one.dashed and one.start.startswith(("prod", "st"))]
    declared = [called for one in placements(estate()) for called in one.depends_on]
    outside = [called for called in declared if called.name == "kong"]
    known = {one.id for one in drawn.nodes} | set(drawn.groups)

    assert len(declared) - len(outside) == len(calls)
    assert {end for one in drawn.arrows for end in (one.start, one.end)} <= known


def test_names_are_none_of_the_language() -> None:
    """``end`` would close a group: every name ends with a line."""
    assert all(one.id.endswith("_") for one in diagram.diagram(_plan()).nodes)


@pytest.mark.parametrize("path", _PAGES)
def test_every_link_leads_to_a_file(path: str) -> None:
    """Of those that are written with it."""
    written = bodies()
    links = re.findall(r"\]\(([^)]+)\)", written[path])

    assert links
    assert [] == [one for one in links if posixpath.normpath(one) not in written]


def test_every_service_has_a_row_with_what_it_has() -> None:
    """Its SLOs by name; and nobody with SLOs lacks rules, dashboard or runbook."""
    page = bodies()["architecture.md"]
    rows = {row.split("**")[1]: row for row in page.splitlines() if row.startswith("| **")}

    assert {one.name for one in estate().services} == set(rows)
    for slo in estate().slos:
        row = rows[slo.service.name]
        assert f"{slo.name} " in row
        assert all(f"[{word}]" in row for word in ("events", "rules", "proofs"))
        assert 2 == row.count("[open]")


def test_environments_are_compared_fact_by_fact() -> None:
    """Replicas, requests, stores and hosts stand beside each other."""
    page = bodies()["environments.md"]

    assert "| hosts | api.quizmentor.com | api.staging.quizmentor.com |" in page
    assert re.search(r"\| learning-orchestrator \| 3 to 10 pods, .*250m.* \| 1 to 2 pods, ", page)
    assert re.search(r"\| postgres \| port 5432 outside .* \| 1 pod, a volume each", page)


def _changed(path: str, change: dict[str, Any]) -> list[str]:
    """Return where staging differs from production, after *change* in *path*."""
    production, staging = estate().environments[:2]
    given = tuple(
        attrs.evolve(one, body={**one.body, **change}) if one.path == path else one
        for one in _documents()
    )
    return [one.where for one in differences.differences(production, staging, given)]


def test_a_difference_of_one_line_is_in_the_table() -> None:
    """Whatever it is: nothing is left out because nobody thought of it."""
    path = "kubernetes/staging/kong/service.yaml"

    assert "automount / a" not in _changed(path, {})
    assert "automount / a" in _changed(path, {"automount": {"a": True}})


def test_a_file_of_one_environment_alone_is_in_the_table() -> None:
    """As a whole."""
    page = bodies()["environments.md"]

    assert "| postgres/statefulset.yaml | the file | - | is there |" in page


def test_what_differs_is_what_the_definitions_let_differ() -> None:
    """Sizes, bounds, ranks, hosts, stores, secrets, roles, copies; neither images nor rights."""
    production, staging = estate().environments[:2]
    allowed = re.compile(
        r"resources / requests / |spec / (min|max)Replicas|spec / replicas|spec / hard / "
        r"|spec / egress / .+ calls |spec / (tls|rules)|routes / .+ / hosts|cors / config / origins"
        r"|spec / data|eks.amazonaws.com/role-arn|spec / priorityClassName"
        r"|containers / backup / env / (BUCKET|KEEP) / value"
    )
    found = differences.differences(production, staging, _documents())
    strange = [one for one in found if one.where and not allowed.search(one.where)]

    assert [] == strange


def test_without_a_second_environment_there_is_nothing_to_compare() -> None:
    """Then there is one page alone."""
    plan = _plan()
    first = plan.catalog.environments[:1]
    alone = attrs.evolve(plan, catalog=attrs.evolve(plan.catalog, environments=first, inventory=()))

    assert ["architecture.md"] == [one.path for one in files.render(alone, ())]
