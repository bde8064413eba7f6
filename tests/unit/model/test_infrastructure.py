"""Infrastructure: each rule, with the keyword it blames and what it says."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from observability import (
    AccessRole,
    Bucket,
    Cache,
    Database,
    Environment,
    External,
    Infrastructure,
    NodeGroup,
    Queue,
    Taint,
    Vpc,
    days,
    hours,
)
from observability.base.duration import ms
from observability.model.definition import Definition
from observability.model.infrastructure import networks
from observability.model.subnets import shared_networks
from tests.core_definitions import DATABASE, ENVIRONMENT, POSTGRES, SERVICE, problems_of, valid

WRONG: list[tuple[type[Definition], dict[str, Any], str, str]] = [
    (Vpc, {"cidr": "10.1.0.0"}, "cidr", "'10.1.0.0' has no prefix length"),
    (Vpc, {"cidr": 10}, "cidr", "cidr is 10, an int, not a network"),
    (Vpc, {"private": ["10.1.0.0/24"]}, "private", "1 subnets for 2 zones"),
    (
        Vpc,
        {"public": ["10.1.2.0/24", "10.9.3.0/24"]},
        "public",
        "subnet 10.9.3.0/24 is not inside of 10.1.0.0/16",
    ),
    (
        Taint,
        {"effect": "NO_SCHEDULE"},
        "effect",
        "effect is 'NO_SCHEDULE', a str, not one of NoSchedule, PreferNoSchedule, NoExecute",
    ),
    (NodeGroup, {"desired": 9}, "desired", "desired 9 is not between 0 and 5"),
    (NodeGroup, {"instance_types": ["large"]}, "instance_types", "'large' is no type of instance"),
    (
        Database,
        {"service": SERVICE},
        "service",
        "'api' is not reached by addresses, so it has no subnets",
    ),
    (Database, {"version": 9}, "version", "version is 9, an int, not a whole number from 14 to 18"),
    (
        Database,
        {"backup_days": 0},
        "backup_days",
        "backup_days is 0, an int, not a whole number from 1 to 35",
    ),
    (Database, {"instance": "r6g"}, "instance", "instance 'r6g' is no instance class"),
    (
        Database,
        {"backup_window": "3-5"},
        "backup_window",
        "backup_window '3-5' is no time of day in UTC",
    ),
    (Cache, {"version": "7"}, "version", "version '7' is no version"),
    (Bucket, {"name": "Shop"}, "name", "name 'Shop' is no name of a bucket"),
    (
        Bucket,
        {"keep_versions": hours(5)},
        "keep_versions",
        "keep_versions is 5h, a Duration, not a number of whole days",
    ),
    (
        Queue,
        {"retention": days(20)},
        "retention",
        "retention is 20d, a Duration, not from 1m to 13d",
    ),
    (
        Queue,
        {"visibility": ms(1500)},
        "visibility",
        "visibility is 1s500ms, a Duration, not from 1s to 12h",
    ),
    (
        Infrastructure,
        {"account": "123456789"},
        "account",
        "account '123456789' is no AWS account of 12 digits",
    ),
    (Infrastructure, {"region": "Ireland"}, "region", "region 'Ireland' is no region"),
    (
        Infrastructure,
        {"kubernetes": "1.28"},
        "kubernetes",
        "Kubernetes 1.28 is out of the provider's standard support",
    ),
    (Infrastructure, {"kubernetes": "new"}, "kubernetes", "kubernetes 'new' is no version"),
    (Infrastructure, {"addons": {"dns": "v1"}}, "addons", "there is no addon 'dns'"),
    (
        Infrastructure,
        {"addons": {"coredns": "latest"}},
        "addons",
        "'latest' is no version of the addon coredns",
    ),
    (
        Infrastructure,
        {"addons": {"kube-proxy": "v1.34.0-eksbuild.2"}},
        "addons",
        "kube-proxy v1.34.0-eksbuild.2 is not that of Kubernetes 1.35",
    ),
    (
        Infrastructure,
        {"administrators": ["0.0.0.0/0"]},
        "administrators",
        "administrators holds 0.0.0.0/0, so that anybody can try",
    ),
    (Infrastructure, {"administrators": []}, "administrators", "administrators is empty"),
    (Infrastructure, {"node_groups": []}, "node_groups", "node_groups is empty"),
    (
        Infrastructure,
        {"repository": "Shop"},
        "repository",
        "repository 'Shop' is no lower-case owner/name",
    ),
    (
        Infrastructure,
        {"reserved": [POSTGRES]},
        "vpc",
        "subnets 10.1.20.0/24 and 10.1.20.0/24 overlap",
    ),
]


@pytest.mark.parametrize(("kind", "change", "field", "message"), WRONG)
def test_what_is_wrong_is_said(
    kind: type[Definition], change: dict[str, Any], field: str, message: str
) -> None:
    """The first problem blames the keyword and says why."""
    first = problems_of(kind, **change)[0]

    assert (field, message) == (first.field, first.message)


@pytest.mark.parametrize("kind", [Vpc, NodeGroup, Database, Cache, Bucket, Queue, Infrastructure])
@pytest.mark.parametrize("value", [None, 7, "x", [], [None], {}])
def test_whatever_is_given_no_validator_breaks(kind: type[Definition], value: object) -> None:
    """Any value in any field gives problems, never a traceback."""
    fields = [name for name in valid(kind).__attrs_attrs__ if name.init]  # type: ignore[attr-defined]

    for field in fields:
        problems_of(kind, **{field.name: value})


def test_a_store_is_in_the_subnets_that_its_policies_allow() -> None:
    """The addresses of the service are the subnets, and nothing is written twice."""
    assert ("10.1.20.0/24", "10.1.21.0/24") == networks(Database(**DATABASE))


def test_a_store_needs_a_subnet_in_each_zone() -> None:
    """Where there are three zones, two addresses are too few."""
    vpc = Vpc(
        cidr="10.1.0.0/16",
        zones=["a1", "a2", "a3"],
        private=["10.1.0.0/24", "10.1.1.0/24", "10.1.2.0/24"],
        public=["10.1.3.0/24", "10.1.4.0/24", "10.1.5.0/24"],
    )
    found = problems_of(Infrastructure, vpc=vpc, caches=[])

    assert ["2 subnets for 3 zones"] == [one.message for one in found]


def test_what_is_shared_has_each_group_of_subnets_once() -> None:
    """Two services behind the same endpoints, and those of another environment, are counted in."""
    here = External(port=443, cidrs=["10.1.40.0/24", "10.1.41.0/24"])
    there = External(port=443, cidrs=["10.1.50.0/24", "10.1.51.0/24"])
    staging = Environment(
        name="staging", namespace="shop-staging", cluster="shop", follows=SERVICE.environment
    )
    one = attrs.evolve(POSTGRES, name="s3", workload=here, elsewhere={staging: there})
    other = attrs.evolve(POSTGRES, name="sqs", workload=here)

    assert (here.cidrs, there.cidrs) == shared_networks((one, other))


_TRIAL = Environment(name="trial", namespace="shop-trial", cluster="shop", follows=ENVIRONMENT)
_OTHER = Environment(name="other", namespace="other", cluster="shop")


def test_a_role_is_of_pods_in_one_environment() -> None:
    """Away from home its name says where, so that both can be there."""
    home, away = valid(AccessRole), valid(AccessRole, environment=_TRIAL)

    assert home.account == home.name
    assert home.place is home.service.environment
    assert (home.account, f"trial-{home.account}", _TRIAL) == (away.account, away.name, away.place)


def test_a_role_is_where_its_service_runs() -> None:
    """An environment that does not follow the service's home has no such pods."""
    (problem,) = problems_of(AccessRole, environment=_OTHER)

    assert "does not run in 'other'" in problem.message
