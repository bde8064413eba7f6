"""What may be lost is checked against what is done about it."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from observability import Backup, Environment, External, hours, minutes
from observability.base.duration import Duration
from observability.base.errors import DefinitionError
from tests.core_definitions import ENVIRONMENT, VALID, problems_of
from tests.kubernetes_catalog import DATABASE, EDGE, WORKER

_COPIED = Backup(**VALID[Backup] | {"continuous": None, "rpo": hours(2)})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rpo": minutes(60)}, "rpo is 1h, and up to 1h10m are lost"),
        ({"rto": minutes(59)}, "rto is 59m, and the last restore took 1h"),
        ({"keep": hours(1)}, "keep is 1h: the last copy is gone before the next one is made"),
        ({"every": minutes(7)}, "no equal part of an hour or a day"),
        ({"every": hours(5)}, "no equal part of an hour or a day"),
        ({"service": EDGE}, "'edge' has no port, or runs in a namespace of others"),
        ({"service": WORKER}, "'worker' has no port, or runs in a namespace of others"),
    ],
)
def test_promise_that_can_not_be_kept_is_refused(changes: dict[str, Any], message: str) -> None:
    """The loss that is possible, and the time that it takes, are told."""
    with pytest.raises(DefinitionError, match=message):
        attrs.evolve(_COPIED, **changes)


def test_loss_is_a_copy_and_the_time_it_takes() -> None:
    """Just before a copy is whole, the newest whole one is as old as the time between, and it."""
    assert minutes(70) == _COPIED.loss


def test_log_of_changes_loses_less() -> None:
    """Where the provider ships its log, what is not shipped is lost, and no more."""
    assert minutes(5) == attrs.evolve(_COPIED, continuous=minutes(5), rpo=minutes(5)).loss


@pytest.mark.parametrize(
    ("every", "cron"),
    [
        (minutes(15), "*/15 * * * *"),
        (hours(1), "0 */1 * * *"),
        (hours(6), "0 */6 * * *"),
        (hours(24), "0 3 * * *"),
    ],
)
def test_schedule_is_an_equal_part(every: Duration, cron: str) -> None:
    """Between any two copies is the same time, over midnight, too."""
    assert cron == attrs.evolve(_COPIED, every=every, rpo=hours(48), keep=hours(240)).cron


def test_store_outside_the_cluster_can_be_backed_up() -> None:
    """A managed database has a port and addresses, which is all that a job needs."""
    assert "database-backup" == attrs.evolve(_COPIED, service=DATABASE).name


def test_external_needs_no_exporter() -> None:
    """What nobody measures is still called."""
    bucket = External(port=443, cidrs=["10.8.0.0/24"])

    assert (None, 443) == (bucket.exporter, bucket.port)


_TRIAL = Environment(name="trial", namespace="shop-trial", cluster="shop", follows=ENVIRONMENT)


def test_settings_differ_where_it_is_said() -> None:
    """What is not different elsewhere is as at home."""
    made = attrs.evolve(
        _COPIED, env={"BUCKET": "kept", "LEVEL": "1"}, elsewhere={_TRIAL: {"BUCKET": "tried"}}
    )

    assert {"BUCKET": "kept", "LEVEL": "1"} == dict(made.env_in(ENVIRONMENT))
    assert {"BUCKET": "tried", "LEVEL": "1"} == dict(made.env_in(_TRIAL))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (7, "elsewhere is 7, an int, not a mapping"),
        ({"trial": {"BUCKET": "b"}}, "elsewhere holds 'trial', a str: "),
        ({_TRIAL: "b"}, "elsewhere holds an Environment: 'b', a str"),
        ({_TRIAL: {"BUCKET": 7}}, "label BUCKET is 7, an int, not a string"),
    ],
)
def test_what_is_no_setting_elsewhere_is_said(value: object, message: str) -> None:
    """By its keyword, with what was found."""
    first = problems_of(Backup, elsewhere=value)[0]

    assert "elsewhere" == first.field
    assert message in first.message
