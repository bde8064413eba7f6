"""Whatever is written into a keyword, the answer is a report at the user's line, never a crash."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import attrs
import pytest

from observability.base.duration import Duration
from observability.base.errors import collecting
from observability.base.labels import Labels
from observability.model.catalog import join
from observability.model.definition import Definition
from observability.model.project import Project
from tests.core_definitions import POD, REQUESTS, SERVICE, VALID, valid

NASTY: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    3.5,
    float("nan"),
    float("inf"),
    Decimal("NaN"),
    Decimal("sNaN"),
    10**400,
    "",
    " ",
    "a\nb",
    'quo"te',
    "sla/sh",
    "../up",
    "x" * 100,
    "\x00",
    "\ud800",
    "5m",
    b"bytes",
    [],
    [None],
    ["a", 1],
    [[]],
    {},
    {"a": None},
    {1: 2, "b": "c"},
    {"no label": "x"},
    {"code": "["},
    {"code": ".*"},
    {"code": "(" * 2000},
    {"code": "a{999999999}"},
    {"code": "\ud800"},
    {"severity": "page"},
    {"x": ["y"]},
    {"set"},
    object(),
    Decimal,
    Duration(0),
    Labels(),
    REQUESTS,
    SERVICE,
    REQUESTS.select(),
    (one for one in (1, 2)),
)
PLAIN: tuple[Any, ...] = (None, "x", [], {}, 3)
NEVER_RIGHT: tuple[Any, ...] = (object(), b"bytes", {"set"}, Decimal, [[]], {1: 2, "b": "c"})
FIELDS = [
    (kind, field.alias or field.name)
    for kind in VALID
    for field in attrs.fields(kind)
    if field.init
]


def _shown(value: object) -> str:
    return value.__name__ if isinstance(value, type) else str(value)


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=_shown)
def test_a_nasty_value_is_reported_and_never_crashes(kind: type[Definition], field: str) -> None:
    """Every keyword takes every nasty value without an exception; problems name real keywords."""
    names = {"", *(one.alias or one.name for one in attrs.fields(kind))}
    for value in NASTY:
        with collecting() as problems:
            kind(**(VALID[kind] | {field: value}))

        assert {one.field for one in problems} <= names
        assert all(one.source.file == __file__ for one in problems)


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=_shown)
def test_a_value_of_the_wrong_type_is_reported_at_its_keyword(
    kind: type[Definition], field: str
) -> None:
    """No keyword lets an object pass that nothing could be made of."""
    for value in NEVER_RIGHT:
        with collecting() as problems:
            kind(**(VALID[kind] | {field: value}))

        assert field in {one.field for one in problems}, value


@pytest.mark.parametrize("kind", list(VALID), ids=_shown)
def test_all_keywords_wrong_at_once_are_all_reported(kind: type[Definition]) -> None:
    """One call with nothing but wrong values reports every keyword of it."""
    names = [one.alias or one.name for one in attrs.fields(kind) if one.init]
    with collecting() as problems:
        kind(**dict.fromkeys(names, object()))

    assert set(names) <= {one.field for one in problems}


@pytest.mark.parametrize("kind", list(VALID), ids=_shown)
def test_messages_fit_on_a_line(kind: type[Definition]) -> None:
    """A message is one line that does not quote a whole definition."""
    names = [one.alias or one.name for one in attrs.fields(kind) if one.init]
    for value in ("a\nb" * 50, SERVICE, [SERVICE], REQUESTS.select(), {"a": "b" * 500}):
        with collecting() as problems:
            kind(**dict.fromkeys(names, value))

        assert [] == [one.message for one in problems if "\n" in one.message]
        assert [] == [one.message for one in problems if len(one.message) > 300]


@pytest.mark.parametrize("kind", list(VALID), ids=_shown)
def test_wrong_definitions_can_be_joined(kind: type[Definition]) -> None:
    """Joining goes on with what is wrong, so that one run shows the problems of all files."""
    names = [one.alias or one.name for one in attrs.fields(kind) if one.init]
    project = valid(Project)
    with collecting() as problems:
        wrong = [kind(**(VALID[kind] | {name: object()})) for name in names]
        wrong += [kind(**dict.fromkeys(names, value)) for value in PLAIN]
        join([*wrong, project, REQUESTS], project)

    assert problems


def test_what_refers_to_something_wrong_does_not_crash() -> None:
    """A wrong service poisons nothing: its metrics, SLIs and SLOs are made, and joined."""
    from observability import SLO, Availability, Counter, Gauge, Histogram, Latency, Probe, ms

    parts = itertools.product(
        ("no service", None, SERVICE), (None, "code", [1], ["code"]), (None, [], [1], [ms(1)])
    )
    with collecting() as problems:
        for service, labels, buckets in parts:
            about: dict[str, Any] = {"service": service, "labels": labels}
            counter = Counter(name="c_total", **about)
            histogram = Histogram(name="h", buckets=buckets, **about)  # type: ignore[arg-type]
            made: list[Definition] = [
                Availability(total=counter, failed={"code": "5.."}),
                Latency(histogram=histogram, under=ms(1), only={"code": "x"}),
                Probe(gauge=Gauge(name="g", **about), only={"code": "x"}),
            ]
            for sli in made:
                join([SLO(service="x", name=sli, objective="a", sli=sli, description=1)], SERVICE)  # type: ignore[arg-type]

    assert problems


def test_a_wrong_service_is_made() -> None:
    """A service of nothing but wrong parts can still be asked for what it would be."""
    from observability import Counter, Deployment, Service

    with collecting() as problems:
        pods = Deployment(**(POD | {"image": 1, "http": "8080", "env": 3, "secrets": "x"}))
        service = Service(
            name=1,  # type: ignore[arg-type]
            team=None,  # type: ignore[arg-type]
            environment="prod",  # type: ignore[arg-type]
            workload=pods,
            description="",
        )
        Counter(service=service, name="x_total", labels=["job"])

    fields = ["image", "http", "env", "secrets", "name", "team", "environment", "description"]
    assert set(fields) <= {one.field for one in problems}
