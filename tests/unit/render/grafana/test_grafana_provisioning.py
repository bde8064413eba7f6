"""Provisioning fits the dashboards and the project."""

from __future__ import annotations

from typing import Any

from observability.compile.plan import Plan
from observability.render import grafana
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
