"""What is exported as a spec is the same SLO when it is read back."""

from __future__ import annotations

import sys
from types import ModuleType

from hypothesis import HealthCheck, given, settings

from observability import Availability, Latency, Raw
from observability.base.duration import minutes
from observability.base.labels import Labels
from observability.compile.adoption import adopt
from observability.compile.exported import openslo_objects, sloth_spec
from observability.formats.detect import read_all
from observability.model.foreign import ForeignSLO
from observability.model.slo import SLO
from observability.promql import build
from observability.promql.expr import Binary, Expr
from observability.promql.linear import split
from observability.promql.printer import text
from observability.serialize.definitions import Home
from observability.serialize.definitions import definitions as written
from observability.serialize.yaml import dump
from tests.property.strategies import definitions

_RATE = minutes(2)


def _slos(given_: tuple[object, ...]) -> list[SLO]:
    """The SLOs whose events are counted: those that judge samples or time no spec can split."""
    return [one for one in given_ if isinstance(one, SLO) and _is_counted(one.sli)]


def _is_counted(sli: object) -> bool:
    return isinstance(sli, Latency | Raw | Availability)


def _read_back(slo: SLO, spec: object) -> ForeignSLO:
    found = read_all({"a.yml": dump(spec).encode()})
    adopted = adopt(found.groups, slo.period)
    assert ((), ()) == (found.problems, adopted.left)
    return adopted.exact[0]


def _tidy(expr: Expr) -> Expr:
    """*expr* as the parser of specs writes it: by the same labels, its matchers sorted."""
    return split(text(expr).replace(f"[{_RATE}]", "[{{.window}}]")).rate(_RATE)


def _said(slo: SLO) -> tuple[object, ...]:
    return (
        slo.id,
        slo.objective,
        slo.period,
        slo.description,
        tuple(sorted(slo.by)),
        dict(slo.labels),
    )


_SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_SETTINGS
@given(definitions())
def test_a_sloth_spec_is_the_slo(given_: tuple[object, ...]) -> None:
    """Names, objective, labels, groups, alerts and event rates come back from a Sloth spec."""
    for slo in _slos(given_):
        back = _read_back(slo, sloth_spec((slo,)))

        assert _said(slo) == _said(back)
        assert (slo.page, slo.ticket) == (back.page, back.ticket)
        assert _tidy(slo.sli.event_rate(_RATE, slo.by)) == back.sli.event_rate(_RATE, back.by)
        assert text(_errors(slo)) == text(_errors(back))


@_SETTINGS
@given(definitions())
def test_an_openslo_object_is_the_slo(given_: tuple[object, ...]) -> None:
    """All but the alerts comes back from an OpenSLO object."""
    for slo in _slos(given_):
        back = _read_back(slo, openslo_objects(slo))

        assert _said(slo) == _said(back)
        assert text(_errors(slo)) == text(_errors(back))


_HOME = Home(module="the_home_of_the_service", variable="service")


def _imported(slo: SLO, foreign: ForeignSLO) -> SLO:
    """The SLO that the Python text makes which `o11y import` writes for *foreign*."""
    home = ModuleType(_HOME.module)
    vars(home)[_HOME.variable] = slo.service
    made: dict[str, object] = {}
    sys.modules[_HOME.module] = home
    try:
        exec(compile(written((foreign,), _HOME, (), "a.yml"), "imported.py", "exec"), made)  # noqa: S102
    finally:
        del sys.modules[_HOME.module]
    return next(one for one in made.values() if isinstance(one, SLO))


@_SETTINGS
@given(definitions())
def test_the_text_that_is_imported_is_the_slo(given_: tuple[object, ...]) -> None:
    """Exported, imported and run as Python, it is the SLO again: what it says and its rules."""
    for slo in _slos(given_):
        back = _imported(slo, _read_back(slo, sloth_spec((slo,))))

        assert _said(slo) == _said(back)
        assert (slo.page, slo.ticket, slo.service) == (back.page, back.ticket, back.service)
        assert _tidy(slo.sli.event_rate(_RATE, slo.by)) == back.sli.event_rate(_RATE, back.by)
        assert text(_errors(slo)) == text(_errors(back))


def _errors(slo: SLO) -> Expr:
    """The error rate, without the fallback to 0 where there are events: a spec's has one more."""
    if isinstance(slo.sli, Availability) and slo.sli.succeeded is not None:
        return _but_good(slo.sli, slo.sli.succeeded, slo.by)
    rate = _tidy(slo.sli.error_rate(_RATE, slo.by))
    none = build.times(_tidy(slo.sli.event_rate(_RATE, slo.by)), 0)
    while isinstance(rate, Binary) and rate.right == none:
        rate = rate.left
    return rate


def _but_good(sli: Availability, succeeded: Labels, by: tuple[str, ...]) -> Expr:
    """All events less the good ones; where there are none of these, all."""
    every = _tidy(sli.event_rate(_RATE, by))
    selected = sli.total.select(sli.only | succeeded)
    good: Expr = _tidy(build.sum_by(build.rate(selected, _RATE), *by))
    none = build.times(every, 0)
    for _ in ("written", "read", "tidied"):
        good = build.any_of(good, none)
    less = build.minus(every, good)
    return build.call("clamp_min", less, build.literal(0))
