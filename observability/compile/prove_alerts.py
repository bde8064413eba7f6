"""Proof of the other alerts: they fire when their condition has lasted, and not before."""

from __future__ import annotations

import re
from decimal import Decimal

import attrs

from observability.base.duration import Duration, minutes
from observability.base.labels import EMPTY
from observability.base.quantity import number
from observability.compile.plan import AlertingRule, ExpectedSample, InputSeries, TestCase
from observability.compile.prove_burn import firing_query
from observability.model.alerts.protocol import Alert
from observability.model.alerts.threshold import Threshold
from observability.model.series import Series
from observability.promql.walk import selectors

__all__ = ["alert_cases"]

_STEP = minutes(1)
_VALUE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\d.eE])")  # and not how often it is repeated
_SETTLED = minutes(16)  # the longest range that conditions read, and a minute


def alert_cases(alert: Alert, rules: dict[str, AlertingRule]) -> tuple[TestCase, ...]:
    """Return one case in which *alert* fires and, if it has a silence, one in which it does not."""
    rule = rules[alert.name]
    late = alert.hold + _SETTLED
    cases = [
        _case(
            f"{alert.name} fires once its condition has lasted {alert.hold}",
            (*alert.firing(), *map(_tenfold, _impostors(alert))),
            (*_not_yet(alert), _fires(rule, late)),
        )
    ]
    if alert.silent():
        quiet = (_silent(alert.name, late),)
        series = (*alert.silent(), *_impostors(alert))
        cases.append(_case(f"{alert.name} stays silent", series, quiet))
    return tuple(cases)


def _impostors(alert: Alert) -> tuple[Series, ...]:
    """Return the firing series as another job's, another namespace's, another anything's.

    What every selector of the condition names must matter: a series of another must not count.
    """
    if not isinstance(alert, Threshold):
        return ()
    named = [
        {one.label for one in use.matchers if one.op == "="}
        for use in selectors(alert.expression())
    ]
    shared: set[str] = set.intersection(*named) if named else set()
    return tuple(
        attrs.evolve(series, labels=series.labels | {label: f"not-{series.labels[label]}"})
        for label in sorted(shared)
        for series in alert.firing()
        if label in series.labels
    )


def _tenfold(series: Series) -> Series:
    """Return *series* with ten times its values, so that a maximum or a sum would change by it."""
    values = _VALUE.sub(lambda one: number(Decimal(one[0]) * 10), series.values)
    return attrs.evolve(series, values=values)


def _case(name: str, series: tuple[Series, ...], samples: tuple[ExpectedSample, ...]) -> TestCase:
    return TestCase(
        name=name,
        interval=_STEP,
        series=tuple(InputSeries(series=str(one), values=one.values) for one in series),
        samples=samples,
    )


def _not_yet(alert: Alert) -> tuple[ExpectedSample, ...]:
    """A condition can hold from the first minute, so nothing fires before *hold* is over."""
    if alert.hold <= _STEP:
        return ()
    before = Duration(alert.hold.milliseconds - _STEP.milliseconds)
    query = f'ALERTS{{alertname="{alert.name}", alertstate="firing"}}'
    return (ExpectedSample(query=query, at=before, value=None),)


def _fires(rule: AlertingRule, at: Duration) -> ExpectedSample:
    query = f"{firing_query(rule, EMPTY)} > bool 0"
    return ExpectedSample(query=query, at=at, value=Decimal(1))


def _silent(alert: str, at: Duration) -> ExpectedSample:
    return ExpectedSample(query=f'ALERTS{{alertname="{alert}"}}', at=at, value=None)
