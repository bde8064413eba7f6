"""The configuration names files for its secrets, and every alert has a route test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import attrs
import pytest

from observability.render import alertmanager
from observability.render.document import Commented
from tests.alertmanager_catalog import MAIL, PROJECT, STORE_DOWN, availability, documents, plan

CONFIG = "alertmanager/alertmanager.yml"
SECRET_KEYS = ("routing_key", "api_url", "smtp_auth_password", "credentials", "password")


def _plain(value: Any) -> Any:
    """Return *value* without comments."""
    if isinstance(value, Commented):
        return _plain(value.value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _config() -> dict[str, Any]:
    config = _plain(documents(plan())[CONFIG].body)
    assert isinstance(config, dict)
    return config


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key, item
            yield from _pairs(item)
    if isinstance(value, list):
        for item in value:
            yield from _pairs(item)


@pytest.mark.parametrize("key", SECRET_KEYS)
def test_no_credential_is_written(key: str) -> None:
    """Only the variant that names a file is used."""
    pairs = list(_pairs(_config()))

    assert [] == [value for name, value in pairs if name == key]


def test_credentials_are_files_in_one_folder() -> None:
    """Whoever mounts the secrets needs to know one place."""
    files = {value for name, value in _pairs(_config()) if name.endswith("_file")}

    assert {"ops-key", "shop-key", "slack", "smtp", "tickets", "deadman"} == {
        PurePosixPath(one).name for one in files
    }
    assert {"/etc/alertmanager/secrets"} == {str(PurePosixPath(one).parent) for one in files}


def test_matchers_are_read_alike_by_old_and_new_parsers() -> None:
    """The value always stands in double quotes, one matcher an item."""
    kinds = ("matchers", "source_matchers", "target_matchers")
    every = [one for name, value in _pairs(_config()) if name in kinds for one in value]

    assert every
    assert [] == [one for one in every if not re.fullmatch(r'[a-z_]+(=|!=|=~|!~)"[^"\n]*"', one)]


def test_every_alert_has_one_route_test() -> None:
    """None is left out, none stands twice."""
    which = plan()
    tests = documents(which)["alertmanager/tests/routes.yml"].body

    assert sorted(alert.alert for alert in which.alerts) == sorted(
        test["labels"]["alertname"] for test in tests
    )


def test_route_tests_hold_complete_labels() -> None:
    """The rule's own, the alert's name, and what Prometheus adds on the way out."""
    tests = documents(plan(STORE_DOWN, project=attrs.evolve(PROJECT, watchdog=None)))

    assert [
        {
            "labels": {
                "alertname": "StoreDown",
                "cluster": "shop",
                "environment": "live",
                "service": "store",
                "severity": "page",
                "team": "ops",
            },
            "receivers": ["ops-page"],
        }
    ] == tests["alertmanager/tests/routes.yml"].body


def test_the_mail_relay_is_named_only_if_somebody_gets_mail() -> None:
    """A configuration has no setting without effect."""
    config = _plain(documents(plan(STORE_DOWN))[CONFIG].body)

    assert "global" not in config


def test_working_hours_are_named_only_if_something_waits_for_them() -> None:
    """A configuration has no time interval that nothing uses."""
    quiet = attrs.evolve(availability(MAIL), ticket=False)
    with_ticket = _plain(documents(plan(availability(MAIL)))[CONFIG].body)

    assert with_ticket["time_intervals"]
    assert "time_intervals" in _plain(documents(plan(quiet))[CONFIG].body)
    assert "time_intervals" not in _plain(documents(plan(STORE_DOWN))[CONFIG].body)


def test_working_hours_are_the_projects() -> None:
    """With their location: without it they would be in UTC."""
    (interval,) = _config()["time_intervals"]

    assert [
        {
            "times": [{"start_time": "09:00", "end_time": "17:00"}],
            "weekdays": ["monday:friday"],
            "location": "UTC",
        }
    ] == interval["time_intervals"]


def test_without_a_routing_there_are_no_files() -> None:
    """A plan that routes nothing needs no Alertmanager."""
    assert () == alertmanager.render(attrs.evolve(plan(), routing=None))
