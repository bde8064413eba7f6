"""Provisioning fits the dashboards and the project."""

from __future__ import annotations

import re
from typing import Any

from observability.compile.plan import Plan
from observability.render import grafana
from tests.estate_files import bodies
from tests.grafana_boards import BODIES, estate


def _files() -> dict[str, Any]:
    return {
        one.path.removeprefix("grafana/provisioning/"): one.body
        for one in grafana.render(estate())
        if one.format == "yaml"
    }


def _sources() -> dict[str, Any]:
    found = [one for body in _files().values() for one in body.get("datasources", [])]
    return {one["uid"]: one for one in found}


def test_the_data_source_knows_how_often_is_scraped() -> None:
    """Else `$__rate_interval` is too short, and rates have holes."""
    interval = estate().catalog.project.scrape_interval

    assert str(interval) == _sources()["prometheus"]["jsonData"]["timeInterval"]


def test_the_dashboards_choose_a_data_source_that_is_provisioned() -> None:
    """The variable's first value is the provisioned uid."""
    for body in BODIES.values():
        first = body["templating"]["list"][0]

        assert (first["type"], first["current"]["value"] in _sources()) == ("datasource", True)


def test_prometheus_finds_silences_in_a_data_source_that_is_provisioned() -> None:
    """One refers to the other by uid."""
    assert _sources()["prometheus"]["jsonData"]["alertmanagerUid"] in _sources()


def test_traces_and_logs_are_where_the_stack_keeps_them() -> None:
    """At the port that Jaeger is asked at, and in the indices that the shipper writes."""
    made = bodies("kubernetes/monitoring/")
    jaeger = made["kubernetes/monitoring/jaeger/service.yaml"]["spec"]["ports"]
    shipped = made["kubernetes/monitoring/fluent-bit/config/fluent-bit.yaml"]["pipeline"]["outputs"]
    port = int(_sources()["jaeger"]["url"].rpartition(":")[2])
    index = _sources()["logs"]["jsonData"]["index"]

    assert port in {one["port"] for one in jaeger}
    assert f"[{shipped[0]['logstash_prefix']}-]YYYY.MM.DD" == index


def test_what_grafana_is_to_fill_in_is_in_its_environment() -> None:
    """Each variable of a data source is one of the container's, from a secret."""
    pod = bodies()["kubernetes/monitoring/grafana/deployment.yaml"]["spec"]["template"]["spec"]
    given = {one["name"] for one in pod["containers"][0]["env"] if "valueFrom" in one}
    wanted = set(re.findall(r"\$([A-Z_]+)", str(_sources())))

    assert {"ELASTICSEARCH_URL", "ELASTICSEARCH_USERNAME", "ELASTICSEARCH_PASSWORD"} == wanted
    assert wanted <= given


def test_grafana_may_call_every_data_source() -> None:
    """Its network policy lets it out to each, and those in the cluster let it in."""
    made = bodies("kubernetes/monitoring/")
    policy = str(made["kubernetes/monitoring/grafana/networkpolicy.yaml"]["spec"]["egress"])

    assert all(f"'port': {port}" in policy for port in (9090, 9093, 16686, 9200))
    for name, port in (("jaeger", 16686), ("prometheus", 9090), ("alertmanager", 9093)):
        theirs = made[f"kubernetes/monitoring/{name}/networkpolicy.yaml"]["spec"]["ingress"]
        assert any("grafana" in str(one) and f"'port': {port}" in str(one) for one in theirs)


def test_there_is_one_default_data_source() -> None:
    """Grafana refuses to start with two."""
    assert [one["isDefault"] for one in _sources().values() if one["isDefault"]] == [True]


def test_folders_of_files_are_folders_in_grafana() -> None:
    """And what is generated is not edited by hand."""
    (provider,) = _files()["dashboards/generated.yaml"]["providers"]

    assert provider["options"] == {
        "foldersFromFilesStructure": True,
        "path": "/var/lib/grafana/dashboards",
    }
    assert provider["allowUiUpdates"] is False


def test_without_dashboards_nothing_is_provisioned() -> None:
    """A project may do without Grafana."""
    assert grafana.render(Plan(catalog=estate().catalog)) == ()
