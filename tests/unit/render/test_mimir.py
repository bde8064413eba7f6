"""Namespaces of Mimir: the plain rules in groups that are small enough, with the settings asked for."""

from __future__ import annotations

from typing import Any

from observability import SLO, Mimir, Project, Threshold, minutes
from observability.model.catalog import Catalog, join
from tests.core_definitions import valid
from tests.ruler_files import bodies


def _catalog(ruler: Mimir) -> Catalog:
    slos = [valid(SLO, name=f"slo-{n}") for n in range(4)]
    return join([*slos, valid(Threshold)], valid(Project, rulers=[ruler]))


def _groups(ruler: Mimir) -> dict[str, dict[str, Any]]:
    found = bodies(_catalog(ruler), f"mimir/{ruler.tenant}/")
    return {group["name"]: group for body in found.values() for group in body["groups"]}


def test_a_file_is_a_namespace_of_its_tenant() -> None:
    """Mimirtool takes the namespace from the file and the tenant from its flags."""
    found = bodies(_catalog(Mimir(tenant="slos")), "mimir/slos/")

    assert {name: ["namespace", "groups"] for name in found} == {
        name: list(body) for name, body in found.items()
    }
    assert list(found) == [body["namespace"] for body in found.values()]


def test_rules_are_those_of_the_plain_files() -> None:
    """Whatever the parts: the same rules, each once, in their order within a part."""
    ruler = Mimir(max_rules_per_group=3)
    plain = bodies(_catalog(ruler), "prometheus/rules/")
    parts = bodies(_catalog(ruler), "mimir/anonymous/")

    for name, body in plain.items():
        wanted = [rule for group in body["groups"] for rule in group["rules"]]
        found = [rule for group in parts[name]["groups"] for rule in group["rules"]]
        assert sorted(map(str, wanted)) == sorted(map(str, found))


def test_groups_are_small_enough() -> None:
    """The ruler refuses a group that is too large, and with it the whole of it."""
    groups = _groups(Mimir(max_rules_per_group=3))

    assert max(len(one["rules"]) for one in groups.values()) == 3
    assert {"api-slo-events-1", "api-slo-events-2"} <= set(groups)


def test_settings_are_left_out_unless_asked_for() -> None:
    """What is not said is as Mimir is configured to."""
    keys = {key for one in _groups(Mimir()).values() for key in one}

    assert {"name", "interval", "rules"} == keys


def test_every_group_looks_as_far_behind() -> None:
    """A late sample is as late for all rules."""
    groups = _groups(Mimir(query_offset=minutes(1)))

    assert {"1m"} == {one["query_offset"] for one in groups.values()}


def test_groups_that_read_scraped_series_read_those_of_other_tenants() -> None:
    """And the owner's, for what was recorded before; alerts that ask when they are sent, too."""
    groups = _groups(Mimir(tenant="slos", source_tenants=["a", "slos", "b"]))
    federated = {
        name: one["source_tenants"] for name, one in groups.items() if "source_tenants" in one
    }

    assert {
        name: ["slos", "a", "b"] for name in ("api-slo-events", "api-slo-tickets", "api-alerts")
    } == federated
