"""CloudFlare in front: a record for each host, TLS to the origin, a limit for each user."""

from __future__ import annotations

import re
from typing import Any

import attrs
import pytest

from observability import Edge, Route, Zone
from observability.base.errors import collecting
from observability.compile.project import compile_catalog
from observability.render import cloudflare
from observability.render.document import Block, Expression
from tests.core_definitions import ROUTE, VALID, ZONE
from tests.estate_files import bodies
from tests.terraform_files import estate


def _blocks() -> dict[tuple[str, ...], dict[str, Any]]:
    """Return the arguments of every block of the zone, by its words."""
    made: list[Block] = bodies("terraform/cloudflare/")["terraform/cloudflare/zone.tf"]
    return {
        one.words: {
            key: value
            for group in one.groups
            if not isinstance(group, Block)
            for key, value in group.items()
        }
        for one in made
    }


def _resources(kind: str) -> list[dict[str, Any]]:
    return [content for words, content in _blocks().items() if words[1] == kind]


def test_every_host_of_the_ways_in_has_a_record_through_the_network() -> None:
    """All of them, at the one load balancer: who asks it directly is not let in."""
    records = {one["name"]: one for one in _resources("cloudflare_dns_record")}
    hosts = {host for edge in estate().edges for host in edge.hosts}

    assert hosts == set(records)
    assert all(one["proxied"] for one in records.values())
    assert {Expression("var.origin")} == {one["content"] for one in records.values()}


def test_the_origin_has_to_show_a_certificate() -> None:
    """Anything less than strict takes whatever is presented."""
    found = {one["setting_id"]: one["value"] for one in _resources("cloudflare_zone_setting")}

    assert {"ssl": "strict", "min_tls_version": "1.2"} == found


def test_challenges_over_plain_http_get_through() -> None:
    """A redirect at the edge would lead them to a certificate that is not there yet."""
    settings = {one["setting_id"] for one in _resources("cloudflare_zone_setting")}

    assert "always_use_https" not in settings


def test_the_limit_counts_users_and_never_undercuts_the_gateway() -> None:
    """By the user's address; and what all pods of Kong admit together gets through."""
    (ruleset,) = _resources("cloudflare_ruleset")
    (rule,) = ruleset["rules"]
    limit = rule["ratelimit"]
    pods = bodies()["kubernetes/production/kong/horizontalpodautoscaler.yaml"]["spec"]
    second = max(edge.per_second for edge in estate().edges)

    assert ["cf.colo.id", "ip.src"] == limit["characteristics"]
    assert second * pods["maxReplicas"] * limit["period"] == limit["requests_per_period"]


def test_the_rule_is_for_every_host() -> None:
    """There is one for all, as the smallest plan has one."""
    (ruleset,) = _resources("cloudflare_ruleset")
    named = set(re.findall(r'"([^"]+)"', ruleset["rules"][0]["expression"]))

    assert {host for edge in estate().edges for host in edge.hosts} == named


def test_without_a_zone_nothing_is_written() -> None:
    """The network in front may be somebody else's business."""
    catalog = estate()
    edges = tuple(
        attrs.evolve(one, cdn=attrs.evolve(one.cdn, zone=None) if one.cdn else None)
        for one in catalog.edges
    )

    assert () == cloudflare.render(compile_catalog(attrs.evolve(catalog, edges=edges)))


@pytest.mark.parametrize(
    ("host", "held"),
    [
        ("example.com", True),
        ("api.example.com", True),
        ("notexample.com", False),
        ("example.org", False),
    ],
)
def test_a_zone_holds_what_is_below_it(host: str, held: bool) -> None:
    """And itself; not what merely ends alike."""
    assert held is Zone(**ZONE).holds(host)


def test_a_host_outside_of_the_zone_is_refused() -> None:
    """No record could be made for it there."""
    with collecting() as problems:
        Edge(**{**VALID[Edge], "routes": [Route(**{**ROUTE, "host": "shop.example.org"})]})

    assert ["a route is for shop.example.org, which is not in the zone example.com"] == [
        one.message for one in problems
    ]


@pytest.mark.parametrize("number", ["", "0123", "0123456789ABCDEF0123456789ABCDEF", 7])
def test_the_number_of_a_zone_is_what_cloudflare_shows(number: object) -> None:
    """32 hexadecimal digits in lower case."""
    with collecting() as problems:
        Zone(name="example.com", id=number)  # type: ignore[arg-type]

    assert ["write the 32 digits that CloudFlare shows"] == [one.help for one in problems]
